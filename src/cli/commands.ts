import { adapterTableCommand } from './adapter-table-command.ts'
import { check } from './check/check.ts'
import type { Command } from './command.ts'
import { doctor } from './doctor/doctor.ts'
import { exportEvents } from './export.ts'
import { health } from './health.ts'
import { listen } from './listen.ts'
import { migrate } from './migrate.ts'
import { newAdapter } from './new-adapter.ts'
import { replay } from './replay/replay.ts'
import { simulate } from './simulate/simulate.ts'
import { start } from './start.ts'
import { tail } from './tail.ts'

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  start,
  migrate,
  health,
  doctor,
  simulate,
  tail,
  listen,
  exportEvents,
  replay,
  newAdapter,
  check,
  adapterTableCommand
]

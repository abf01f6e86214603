import type { Command } from './command.ts'

/** Every command, in the order of the help. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.ts')).start,
  migrate: async () => (await import('./migrate.ts')).migrate,
  health: async () => (await import('./health.ts')).health,
  doctor: async () => (await import('./doctor/doctor.ts')).doctor,
  simulate: async () => (await import('./simulate/simulate.ts')).simulate,
  tail: async () => (await import('./tail.ts')).tail,
  listen: async () => (await import('./listen.ts')).listen,
  export: async () => (await import('./export.ts')).exportEvents,
  connect: async () => (await import('./connect/connect.ts')).connect,
  fake: async () => (await import('./fake.ts')).fake,
  replay: async () => (await import('./replay/replay.ts')).replay,
  consumers: async () => (await import('./consumers.ts')).consumers,
  hotels: async () => (await import('./accounts/hotels.ts')).hotels,
  accounts: async () => (await import('./accounts/accounts.ts')).accounts,
  secrets: async () => (await import('./accounts/secrets.ts')).secrets,
  keys: async () => (await import('./accounts/keys.ts')).keys,
  operators: async () => (await import('./accounts/operators.ts')).operators,
  audit: async () => (await import('./accounts/audit.ts')).audit,
  destinations: async () => (await import('./destinations/destinations.ts')).destinations,
  'new-adapter': async () => (await import('./new-adapter.ts')).newAdapter,
  check: async () => (await import('./check/check.ts')).check,
  'adapter-table': async () => (await import('./adapter-table-command.ts')).adapterTableCommand
}

/** Loads the command of this name alone, which starts faster. Loads all commands for any other word. */
export async function loadCommands(name?: string): Promise<readonly Command[]> {
  const load = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  return load === undefined ? Promise.all(Object.values(COMMANDS).map((each) => each())) : [await load()]
}

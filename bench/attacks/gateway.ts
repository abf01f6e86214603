import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Gateway, makeGatewayProcess } from '../torture/gateway.ts'
import { longSecret } from '../traffic.ts'
import type { Attack } from './attack.ts'
import { GATEWAY_FILES } from './crowd.ts'

export const API_TOKEN = longSecret('api-token')

interface GatewayOptions {
  databaseUrl: string
  folder: string
  /** Starts the control of this attack in place of the gateway as it is shipped. */
  controlOf?: Attack | undefined
}

/** The gateway in production mode, with the flags of `npm start`. */
export function makeAttackedGateway({ databaseUrl, folder, controlOf }: GatewayOptions): Promise<Gateway> {
  const [file, ...args] = controlOf === undefined ? SHIPPED : ([CONTROL, controlOf.name] as const)
  const flags = [...heapFlags(), ...(controlOf?.control.flags ?? [])]
  return makeGatewayProcess({
    command: ['sh', '-c', WITH_FEW_FILES, process.execPath, ...flags, resolve(import.meta.dirname, file), ...args],
    databaseUrl,
    folder,
    environ: { NODE_ENV: 'production', API_TOKEN, LOG_LEVEL: 'info' }
  })
}

/** A hard limit: Node.js takes all that it may have. */
const WITH_FEW_FILES = `ulimit -n ${GATEWAY_FILES} && exec "$0" "$@"`

// From dist/bench/attacks/, where this runs compiled.
const SHIPPED = ['../../src/server.js'] as const
const CONTROL = 'control-server.js'
const PACKAGE = resolve(import.meta.dirname, '../../../package.json')

function heapFlags(): string[] {
  const { scripts }: { scripts: { start: string } } = JSON.parse(readFileSync(PACKAGE, 'utf8'))
  return scripts.start.split(' ').filter((word) => word.startsWith('--max-'))
}

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
  /** Starts the control of this attack in place of the gateway as shipped. */
  controlOf?: Attack | undefined
  /** Settings besides the usual ones. */
  environ?: Readonly<Record<string, string>>
}

/** The gateway in production mode, with the flags of `npm start`. */
export function makeAttackedGateway({ databaseUrl, folder, controlOf, environ }: GatewayOptions): Promise<Gateway> {
  const [file, ...args] = controlOf === undefined ? SHIPPED : ([CONTROL, controlOf.name] as const)
  return makeGatewayProcess({
    command: [
      'sh',
      '-c',
      WITH_FEW_FILES,
      process.execPath,
      ...heapFlags(),
      resolve(import.meta.dirname, file),
      ...args
    ],
    databaseUrl,
    folder,
    environ: { NODE_ENV: 'production', API_TOKEN, LOG_LEVEL: 'info', ...environ }
  })
}

/** Sets a hard limit, because Node.js raises its soft limit to the hard limit. */
const WITH_FEW_FILES = `ulimit -n ${GATEWAY_FILES} && exec "$0" "$@"`

// Relative to dist/bench/attacks/, where the compiled file is.
const SHIPPED = ['../../src/server.js'] as const
const CONTROL = 'control-server.js'
const PACKAGE = resolve(import.meta.dirname, '../../../package.json')

function heapFlags(): string[] {
  const { scripts }: { scripts: { start: string } } = JSON.parse(readFileSync(PACKAGE, 'utf8'))
  return scripts.start.split(' ').filter((word) => word.startsWith('--max-'))
}

import { randomBytes } from 'node:crypto'
import { developmentSecret, readDevelopmentSecret } from './development-secret.ts'

/** In DATA_DIR. */
export const TOKEN_FILE = 'api-token'
const KEY_FILE = 'secrets-key'

export function developmentToken(dataDir: string): string {
  return developmentSecret(dataDir, TOKEN_FILE, () => randomBytes(24).toString('base64url'))
}

/** The token of a gateway in development mode. Undefined: no gateway has generated one in this folder. */
export function readDevelopmentToken(dataDir: string): string | undefined {
  return readDevelopmentSecret(dataDir, TOKEN_FILE)
}

export function developmentKey(dataDir: string): string {
  return developmentSecret(dataDir, KEY_FILE, () => randomBytes(32).toString('base64'))
}

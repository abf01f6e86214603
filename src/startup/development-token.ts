import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** In DATA_DIR, readable only by the user who runs the gateway. */
export const TOKEN_FILE = 'api-token'

/** Makes an API token for one run in development mode, and leaves it where `bellhook` commands on this machine find it. */
export function makeToken(dataDir: string): { token: string; forget(): void } {
  const file = join(dataDir, TOKEN_FILE)
  const token = randomBytes(24).toString('base64url')
  const forget = () => rmSync(file, { force: true })
  forget()
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(file, `${token}\n`, { mode: 0o600 })
  return { token, forget }
}

import { randomBytes, randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** In DATA_DIR. Only the user who runs the gateway can read it. */
export const TOKEN_FILE = 'api-token'

/** A shorter text in the file is not a token that Bellhook wrote. */
const LEAST_CHARACTERS = 24

/**
 * The API token of development mode. The first start generates it, and later starts use it again, so that the token of a running
 * gateway never changes because another start fails or another gateway stops.
 */
export function developmentToken(dataDir: string): string {
  const existing = readDevelopmentToken(dataDir)
  if (existing !== undefined) return existing
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, TOKEN_FILE)
  const draft = `${file}.new-${randomUUID()}`
  const token = randomBytes(24).toString('base64url')
  // Removes a file that holds no token.
  rmSync(file, { force: true })
  try {
    writeFileSync(draft, `${token}\n`, { mode: 0o600 })
    // Unlike a rename, this fails if another gateway was faster.
    linkSync(draft, file)
    return token
  } catch (error) {
    const winner = readDevelopmentToken(dataDir)
    if (winner === undefined) throw error
    return winner
  } finally {
    rmSync(draft, { force: true })
  }
}

/** The token of a gateway in development mode. Undefined: no gateway has generated one in this folder. Throws if the file cannot be read. */
export function readDevelopmentToken(dataDir: string): string | undefined {
  try {
    const token = readFileSync(join(dataDir, TOKEN_FILE), 'utf8').trim()
    return token.length < LEAST_CHARACTERS ? undefined : token
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A shorter text in the file is not a secret that Bellhook wrote. */
const LEAST_CHARACTERS = 24

/**
 * A secret of development mode in DATA_DIR, which only the user who runs the gateway can read. The first start generates it, and later
 * starts use it again, so that the secret of a running gateway never changes because another start fails or another gateway stops.
 */
export function developmentSecret(dataDir: string, name: string, generate: () => string): string {
  const existing = readDevelopmentSecret(dataDir, name)
  if (existing !== undefined) return existing
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, name)
  const draft = `${file}.new-${randomUUID()}`
  const secret = generate()
  // Removes a file that holds no secret.
  rmSync(file, { force: true })
  try {
    writeFileSync(draft, `${secret}\n`, { mode: 0o600 })
    // Unlike a rename, this fails if another gateway was faster.
    linkSync(draft, file)
    return secret
  } catch (error) {
    const winner = readDevelopmentSecret(dataDir, name)
    if (winner === undefined) throw error
    return winner
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Undefined: no gateway has generated one in this folder. Throws if the file cannot be read. */
export function readDevelopmentSecret(dataDir: string, name: string): string | undefined {
  try {
    const secret = readFileSync(join(dataDir, name), 'utf8').trim()
    return secret.length < LEAST_CHARACTERS ? undefined : secret
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

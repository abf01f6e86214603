import { createRequire } from 'node:module'

/** The version in package.json. */
export function version(): string {
  return String(createRequire(import.meta.url)('bellhook/package.json').version)
}

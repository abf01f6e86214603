import { createRequire } from 'node:module'

/** The version of this package, as it was built and as it is run from its source. */
export function version(): string {
  return String(createRequire(import.meta.url)('bellhook/package.json').version)
}

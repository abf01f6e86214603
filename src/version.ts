import { createRequire } from 'node:module'

/** Of this package. It is found by its name, so from sources and from compiled files alike. */
export const version = String(createRequire(import.meta.url)('bellhook/package.json').version)

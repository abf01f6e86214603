import { createRequire } from 'node:module'

export function version(): string {
  return String(createRequire(import.meta.url)('bellhook/package.json').version)
}

import { hash } from 'node:crypto'
import { canonical } from '../../schemas/canonical.ts'

/** The same for equal contents, in whatever order their fields come. */
export function contentDigest(content: unknown): string {
  return hash('sha256', canonical(content), 'base64url')
}

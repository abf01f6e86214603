import { NOW } from '../db/read.ts'
import { errors } from '../errors.ts'

/** A position in the feed as a text that nobody is tempted to calculate with. */
export function toCursor(position: number): string {
  return Buffer.from(`p${position}`).toString('base64url')
}

/** The position behind a cursor, or `now`; 0, the beginning, without one. Throws UNKNOWN_CURSOR. */
export function fromCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0
  if (cursor === 'now') return NOW
  const position = /^p(\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1]
  if (position === undefined || toCursor(Number(position)) !== cursor) throw new errors.UNKNOWN_CURSOR()
  return Number(position)
}

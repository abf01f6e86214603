import { errors } from '../contract/errors.ts'
import { NOW } from '../db/bounded-rows.ts'

/** The cursor of a position in the feed. It is opaque: clients must not compute with it. */
export function toCursor(position: number): string {
  return Buffer.from(`p${position}`).toString('base64url')
}

/** The position of a cursor or of `now`; 0, the beginning of the feed, without a cursor. Throws UNKNOWN_CURSOR. */
export function fromCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0
  if (cursor === 'now') return NOW
  const position = /^p(\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1]
  if (position === undefined || toCursor(Number(position)) !== cursor) throw new errors.UNKNOWN_CURSOR()
  return Number(position)
}

import { errors } from '../contract/errors.ts'
import { BEGINNING, NOW, PositionRemoved, PositionUnknown } from '../db/bounded-rows.ts'

/** The cursor of a position in the feed. It is opaque: clients must not compute with it. */
export function toCursor(position: number): string {
  return Buffer.from(`p${position}`).toString('base64url')
}

/** The position of a cursor or of `now`; BEGINNING without a cursor. Throws UNKNOWN_CURSOR. */
export function fromCursor(cursor: string | undefined): number {
  if (cursor === undefined) return BEGINNING
  if (cursor === 'now') return NOW
  const position = /p(\d+)/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1]
  // The cursor of this position has to be the same text.
  if (position === undefined || toCursor(Number(position)) !== cursor) throw new errors.UNKNOWN_CURSOR()
  return Number(position)
}

export type ExpiredCursor = Error & { code: string; details: { cursor: string } }

/** CURSOR_EXPIRED with the oldest cursor that still works. */
export function cursorExpired(oldest: number): ExpiredCursor {
  const cursor = toCursor(oldest)
  return Object.assign(new errors.CURSOR_EXPIRED(cursor), { details: { cursor } })
}

/** Awaits rows behind a cursor. Throws CURSOR_EXPIRED if some of them were removed, and UNKNOWN_CURSOR if there were none so late. */
export async function behindCursor<Rows>(rows: Promise<Rows>): Promise<Rows> {
  return rows.catch((error: unknown) => {
    if (error instanceof PositionRemoved) throw cursorExpired(error.oldest)
    throw error instanceof PositionUnknown ? new errors.UNKNOWN_CURSOR() : error
  })
}

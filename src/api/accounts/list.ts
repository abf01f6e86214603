import { Type } from '@sinclair/typebox'
import { errors, notFound, ShapeError } from '../../contract/errors.ts'
import { PageQuery } from '../parameters.ts'

export const ListQuery = Type.Object(
  { after: Type.Optional(Type.String({ description: 'cursor of an earlier answer' })), limit: PageQuery.limit },
  { additionalProperties: false }
)

/** A slug never changes. */
export const Slug = Type.String({
  pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
  maxLength: 64,
  errorMessage: 'must be a slug: a-z, 0-9, and single hyphens, at most 64 characters'
})

/** Text that people read. */
export const Label = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\u0000-\\u001f\\u007f]*$',
  errorMessage: 'must have 1 to 200 characters, in one line'
})

export const OptionalSlug = Type.Optional(Type.Union([Slug, Type.Null()], { errorMessage: 'must be a slug or null' }))

/** The cursor of a list of accounts, keys, or operators. Opaque for clients. */
export function toListCursor(id: number): string {
  return Buffer.from(`l${id}`).toString('base64url')
}

/** The id that a cursor of a list stands for. Undefined: it is not one. */
export function fromListCursor(cursor: string): number | undefined {
  const id = /^l(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1]
  // The cursor of this id has to be the same text.
  return id === undefined || toListCursor(Number(id)) !== cursor ? undefined : Number(id)
}

/** Throws UNKNOWN_CURSOR. */
export function pageOf({ after, limit }: { after?: string; limit: number }): { after: number; limit: number } {
  const from = after === undefined ? 0 : fromListCursor(after)
  if (from === undefined) throw new errors.UNKNOWN_CURSOR()
  return { after: from, limit }
}

/** Parts of a path that name a thing. */
const NAMES = new Set(['/slug', '/id', '/name'])

/** An error handler. A path with a name that no thing can have leads to nothing. */
export function hideImpossibleNames(error: unknown): never {
  const isParameter =
    error instanceof ShapeError && 'validationContext' in error && error.validationContext === 'params'
  if (isParameter && error.violations.some(({ path }) => NAMES.has(path))) throw notFound('thing')
  throw error
}

import { findField } from '../find-field.ts'
import { type SignedRequest, single } from './verifier.ts'

/** Where a request carries a value: in a header, or in a field of the body, under these names from the outside in. */
export type Place = { header: string } | { body: readonly [string, ...string[]] }

export function valueAt(place: Place, { headers, body }: Pick<SignedRequest, 'headers' | 'body'>): string | undefined {
  if ('header' in place) return single(headers[place.header.toLowerCase()])
  return findField(body, single(headers['content-type']), place.body)
}

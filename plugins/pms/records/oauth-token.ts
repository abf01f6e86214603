import { isJsonObject } from '../../../schemas/json-object.ts'
import type { IssuedToken } from '../../../src/contract/api-credential.ts'
import { textOf } from './rows.ts'

/** The token in an answer of OAuth 2.0. `usualSeconds`: its lifetime, if the answer has none. */
export function oauthToken(body: unknown, usualSeconds: number): IssuedToken | undefined {
  if (!isJsonObject(body)) return undefined
  const token = textOf(body['access_token'])
  return token === undefined ? undefined : { token, lifetimeSeconds: Number(body['expires_in'] ?? usualSeconds) }
}

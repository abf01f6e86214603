import type { ApiRequest } from './api-request.ts'

export type ApiCredential = StaticCredential | IssuedCredential

/** Values that every call has. */
interface StaticCredential {
  type: 'static'
  /** Names of the settings. All must be set. */
  settings: readonly string[]
  /** Those of them that are no secrets. */
  open?: readonly string[]
  authorize(request: ApiRequest, secrets: Secrets): ApiRequest
}

/** A token that the vendor issues for a client id and a secret. It is stored sealed, and shared by all gateways. */
interface IssuedCredential {
  type: 'issued'
  settings: readonly string[]
  open?: readonly string[]
  request(secrets: Secrets): ApiRequest
  /** Undefined: the answer has no token. */
  read(body: unknown): IssuedToken | undefined
  /** Seconds before its end at which a token is renewed. */
  renewSeconds: number
  /** Default: `Authorization: Bearer`. */
  authorize?(request: ApiRequest, token: string, secrets: Secrets): ApiRequest
}

export interface IssuedToken {
  token: string
  lifetimeSeconds: number
  /** Seconds after its issue in which the vendor refuses it. Default: 0. */
  settleSeconds?: number
}

export type Secrets = Readonly<Record<string, string>>

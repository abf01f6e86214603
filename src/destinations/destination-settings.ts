import { DEFAULTS } from '../consumers/consumer-options.ts'
import type { DestinationConfig, DestinationSecrets } from './destination.ts'
import type { DestinationBody } from './destination-body.ts'
import { newKeyPair, newSigningSecret } from './signing.ts'

/** The secrets after a `PUT`. `made`: a new signing secret, if the body has none and there was none before. */
export function secretsOf(body: DestinationBody, before: DestinationSecrets | undefined) {
  const { authorization, tls } = body
  const made = body.secret === undefined && before === undefined ? newSigningSecret() : undefined
  const given = body.secret ?? made
  const pair = body.ed25519 && before?.privateKey === undefined ? newKeyPair() : undefined
  const secrets: DestinationSecrets = {
    signing: given === undefined ? (before?.signing ?? []) : [{ secret: given }],
    privateKey: pair?.privateKey ?? before?.privateKey,
    authorization: authorization && ownSecret(authorization),
    tlsKey: tls?.key
  }
  return { secrets, made, publicKey: pair?.publicKey }
}

function ownSecret(authorization: NonNullable<DestinationBody['authorization']>): string {
  if (authorization.type === 'basic') return authorization.password
  return authorization.type === 'bearer' ? authorization.token : authorization.clientSecret
}

export function configOf(body: DestinationBody, publicKey: string | null): DestinationConfig {
  const { authorization, tls } = body
  return {
    url: body.url,
    headers: body.headers ?? {},
    ladder: body.ladder ?? DEFAULTS.ladder,
    deadLetter: body.deadLetter ?? DEFAULTS.deadLetter,
    batch: body.batch ?? null,
    timeout: body.timeout ?? 15,
    concurrency: body.concurrency ?? 16,
    rate: body.rate ?? null,
    attempts: body.attempts ?? 'failures',
    ed25519: body.ed25519 ?? false,
    publicKey: body.ed25519 ? publicKey : null,
    authorization: authorization === undefined ? null : withoutSecret(authorization),
    tls: tls === undefined ? null : { certificate: tls.certificate }
  }
}

function withoutSecret(
  authorization: NonNullable<DestinationBody['authorization']>
): DestinationConfig['authorization'] {
  if (authorization.type === 'bearer') return { type: 'bearer' }
  if (authorization.type === 'basic') return { type: 'basic', username: authorization.username }
  const { tokenUrl, clientId, scope } = authorization
  return { type: 'oauth2', tokenUrl, clientId, ...(scope === undefined ? {} : { scope }) }
}

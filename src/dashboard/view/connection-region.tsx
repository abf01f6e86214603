import type { ConnectionRefusal, LostPath } from '../../accounts/connections.ts'
import type { ConnectionView } from '../connection.ts'
import { Clock } from './clock.tsx'
import { Badge } from './parts.tsx'

export interface ConnectionRegionProps {
  connection: ConnectionView
  /** A path near the URL that was called, and does not exist. */
  wrongPath: LostPath | undefined
  kind: string
  account: string
}

/** How the account stands with its provider. It has one of the words Waiting, Refused, and Verified. */
export function ConnectionState({ connection, wrongPath, kind, account }: ConnectionRegionProps) {
  const { state, at, refusal, confirmedAt } = connection
  return (
    <>
      {confirmedAt !== undefined && (
        <p>
          <Badge tone="ok">Confirmed</Badge> The provider asked for this URL and took the answer,{' '}
          <Clock at={confirmedAt} />.
        </p>
      )}
      {state === 'waiting' && (
        <p>
          <Badge tone="soft">Waiting</Badge> Nothing has come yet.{' '}
          {kind === 'whatsapp' && 'Send a message to the number.'}
        </p>
      )}
      {state === 'refused' && (
        <p>
          <Badge tone="bad">Refused</Badge> {reasonOf(refusal, kind)} Latest: {at !== undefined && <Clock at={at} />}.{' '}
          <a href={`/app/accounts/${account}`}>Enter another secret</a>
        </p>
      )}
      {state === 'verified' && (
        <p>
          <Badge tone="ok">Verified</Badge> The sender of the latest webhook was proven{' '}
          {at !== undefined && <Clock at={at} />}. <a href={`/app/deliveries?account=${account}`}>Deliveries</a>
        </p>
      )}
      {wrongPath !== undefined && (
        <p>
          <Badge tone="warn">Wrong URL</Badge> Something called <code>{wrongPath.path}</code>, which does not exist.
          Paste the Callback URL again. Latest: <Clock at={new Date(wrongPath.at).toISOString()} />.
        </p>
      )}
    </>
  )
}

function reasonOf(refusal: ConnectionRefusal | undefined, kind: string): string {
  if (refusal === 'verify_token') return 'The provider asked for this URL with another verify token.'
  if (refusal === 'missing') return 'A request came without a signature: a proxy drops it, or it is not the provider.'
  if (refusal === 'stale') return 'The time of a request is more than five minutes off: compare the clocks.'
  if (kind === 'whatsapp') return 'Something came, but the signature does not fit the app secret.'
  if (kind === 'twilio')
    return 'The signature does not fit the auth token, or Twilio signed another URL than the one above.'
  return 'Something came, but the signature or token does not fit the secret.'
}

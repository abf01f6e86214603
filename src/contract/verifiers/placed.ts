import { withField } from './set-field.ts'
import type { SignedText } from './signed-text.ts'
import type { Signed, ToSign } from './verifier.ts'

/** A request with a timestamp and a signature where its verifier looks for them. */
export function placed(
  request: ToSign,
  text: SignedText,
  signatureOf: (pieces: readonly (string | Buffer)[]) => string
): Signed {
  const time = text.timestampFor(request)
  const headers: Record<string, string> = {}
  let { body } = request
  const put = (place: NonNullable<SignedText['time']>, value: string): void => {
    if ('header' in place) headers[place.header] = value
    else body = withField(body, place.body, value) ?? body
  }
  if (text.time !== undefined) put(text.time, time)
  const signed = { ...request, body, headers: { ...request.headers, ...lowerCase(headers) } }
  put(text.signature, signatureOf(text.piecesOf(signed, time) ?? []))
  return { headers, ...(body === request.body ? {} : { body }) }
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

import { formPairs, isForm } from '../contract/decode.ts'
import { findValue } from '../contract/json-scan.ts'
import { type SignedRequest, single } from '../contract/verifiers.ts'

// What a request of a sender that is not proven yet names, found in its bytes without decoding them.

const [QUOTE, COLON] = [0x22, 0x3a]
const MARKS = [
  ['phone_number_id', Buffer.from('"phone_number_id"')],
  ['waba_id', Buffer.from('"id"')]
] as const
/** Longer than any id of Meta. */
const LONGEST_ID = 25

/**
 * Ids at the beginning of a notification of Meta: at most `hints` phone number ids, and the first `id`, which is that of the WhatsApp
 * account.
 */
export function whatsAppIds(
  { body: whole }: Pick<SignedRequest, 'body'>,
  { hints, hintBytes }: { hints: number; hintBytes: number }
): { type: string; value: string }[] {
  const body = whole.subarray(0, hintBytes)
  const found: { type: string; value: string }[] = []
  for (const [type, mark] of MARKS) {
    const tries = type === 'waba_id' ? 1 : hints
    let at = body.indexOf(mark)
    // Bounds the looks, not the finds: a body can consist of nothing but the name.
    for (let looks = 0; at !== -1 && looks < tries; looks++) {
      const value = valueBehind(body, at + mark.length)
      if (value !== undefined && !found.some((one) => one.value === value)) found.push({ type, value })
      at = body.indexOf(mark, at + mark.length)
    }
  }
  return found
}

/** The text behind a name. Meta writes no white space. */
function valueBehind(body: Buffer, start: number): string | undefined {
  if (body[start] !== COLON || body[start + 1] !== QUOTE) return undefined
  const from = start + 2
  const end = body.subarray(from, from + LONGEST_ID + 1).indexOf(QUOTE)
  return end < 1 ? undefined : body.toString('latin1', from, from + end)
}

/** Every AccountSid that a request of Twilio names, taken apart as its reader does. */
export function accountSids({ method, url, headers, body }: SignedRequest): readonly string[] {
  const contentType = single(headers['content-type'])
  if (method !== 'GET' && !isForm(contentType) && /^application\/json\b/i.test(contentType ?? '')) {
    const found = findValue(body, ['AccountSid'])
    return found === undefined ? [] : [found]
  }
  const pairs = formPairs(method === 'GET' ? Buffer.from(url.slice(url.indexOf('?') + 1)) : body)
  return pairs.flatMap(([name, value]) => (name === 'AccountSid' ? [value] : []))
}

import { createHash, createHmac } from 'node:crypto'
import { parse, stringify } from 'node:querystring'
import { formPairs, isForm, MOST_PAIRS } from '../../src/contract/decode.ts'
import { memoize } from '../../src/contract/memoize.ts'
import { matchesDigest, type SignedRequest, single, type Verifier } from '../../src/contract/verifiers.ts'

const HEADER = 'x-twilio-signature'

/**
 * A token that is good for one account: `AC…:token`. Sub-accounts sign with tokens of their own.
 * https://www.twilio.com/docs/iam/api/subaccounts
 */
const ACCOUNT_TOKEN = /^(AC\w+):(.+)$/s

/** The token in a value of the setting. */
export function tokenOf(value: string): string {
  return ACCOUNT_TOKEN.exec(value)?.[2] ?? value
}

/**
 * HMAC-SHA1 over the URL and the sorted parameters: https://www.twilio.com/docs/usage/security#validating-requests
 *
 * Twilio's own back ends do not agree on whether the port and which escapes are part of the URL, so its libraries accept
 * each of a few spellings of the same URL, and so does this.
 */
export const twilioSignature: Verifier = {
  kind: 'signature',
  check(request, secrets) {
    const given = single(request.headers[HEADER])
    if (!given) return 'missing'
    const parameters = signedParameters(request)
    if (parameters === undefined) return 'mismatch'
    const tokens = tokensFor(request, secrets)
    // Which spelling fits is no secret, so the first that does is enough.
    const isProven = spellings(request).some((url) => {
      const expected = tokens.map((token) => signature(token, url, parameters))
      return matchesDigest(given, expected) === 'ok'
    })
    return isProven ? 'ok' : 'mismatch'
  },
  sign: ({ url, body }, secret) => {
    const [, account, token = secret] = ACCOUNT_TOKEN.exec(secret) ?? []
    if (account === undefined) return { headers: { [HEADER]: signature(token, url, concatenate(formPairs(body))) } }
    // The token is good for nothing that names another account.
    const form = new URLSearchParams(body.toString())
    form.set('AccountSid', account)
    const own = Buffer.from(form.toString())
    return { headers: { [HEADER]: signature(token, url, concatenate(formPairs(own))) }, body: own }
  }
}

/** Tokens that are no account's, and those of the account that the request names; where it names none, all of them. */
function tokensFor({ method, url, body }: SignedRequest, secrets: readonly string[]): readonly string[] {
  const tokens = secrets.map((secret) => ACCOUNT_TOKEN.exec(secret) ?? ['', undefined, secret])
  if (tokens.every(([, account]) => account === undefined)) return secrets
  // Taken apart as the reader does: nobody may speak for another account through what only one of the two sees.
  const pairs = formPairs(method === 'GET' ? Buffer.from(url.slice(url.indexOf('?') + 1)) : body)
  const accounts = pairs.filter(([name]) => name === 'AccountSid').map(([, value]) => value)
  return tokens
    .filter(([, account]) => account === undefined || accounts.every((named) => named === account))
    .map(([, , token = '']) => token)
}

function signature(secret: string, url: string, parameters: string): string {
  return createHmac('sha1', secret)
    .update(url + parameters)
    .digest('base64')
}

/**
 * The text that follows the URL. Undefined where the signature would say nothing of the body: a body that is no form
 * is covered only by its hash in the URL, or anybody could put another body under a signature seen once.
 */
function signedParameters({ method, url, headers, body }: SignedRequest): string | undefined {
  if (method === 'GET') return '' // all that is read then is the URL
  if (isForm(single(headers['content-type']))) {
    const pairs = formPairs(body)
    return pairs.length > MOST_PAIRS ? undefined : concatenate(pairs)
  }
  const hash = /[?&]bodySHA256=([0-9a-f]{64})(&|$)/i.exec(url)?.[1]
  return hash?.toLowerCase() === createHash('sha256').update(body).digest('hex') ? '' : undefined
}

/** Names in the order of their code units; of a name that comes several times, each different value once, sorted. */
function concatenate(pairs: readonly (readonly [string, string])[]): string {
  let text = ''
  let before: readonly [string, string] | undefined
  for (const pair of [...pairs].sort(byCodeUnits)) {
    if (before?.[0] !== pair[0] || before[1] !== pair[1]) text += pair[0] + pair[1]
    before = pair
  }
  return text
}

function byCodeUnits(one: readonly [string, string], other: readonly [string, string]): number {
  const at = one[0] === other[0] ? 1 : 0
  return one[at] < other[at] ? -1 : one[at] > other[at] ? 1 : 0
}

/**
 * The URL as it was called, without a port and with the default one. Each as it is, normalized, with its query rewritten, and
 * with those characters of its query unescaped that Twilio signs unescaped.
 */
function spellings({ method, url }: SignedRequest): readonly string[] {
  // The query of a GET has the guest's data, and is different each time.
  return method === 'GET' ? spelled(url) : remembered(url)
}

const remembered = memoize(spelled, 100)

function spelled(url: string): readonly string[] {
  const raw = [withoutPort(url), withDefaultPort(url)]
  const normalized = URL.canParse(url) ? raw.map((spelling) => keepPort(spelling)) : []
  const all = [...raw, ...normalized, ...normalized.map(rewriteQuery)]
  return [...new Set([...all, ...all.flatMap(unescapeQuery)])]
}

/**
 * Twilio's back ends leave `@` and `:` unescaped in what they sign, and some the apostrophe. Its library had to learn the
 * same: https://github.com/twilio/twilio-node/issues/1059, https://github.com/twilio/twilio-node/issues/1183
 */
function unescapeQuery(url: string): string[] {
  const at = url.indexOf('?')
  if (at === -1) return []
  const [base, query] = [url.slice(0, at), url.slice(at)]
  const plain = query.replace(/%40/g, '@').replace(/%3A/gi, ':')
  return [plain, query.replace(/%27/g, "'"), plain.replace(/%27/g, "'")].map((one) => base + one)
}

const AUTHORITY = /^(https?):\/\/((?:[^/?#@]*@)?)(\[[^\]]*\]|[^:/?#]*)(:\d+)?/i

function withoutPort(url: string): string {
  return url.replace(AUTHORITY, (_all, scheme, user, host) => `${scheme}://${user}${host}`)
}

function withDefaultPort(url: string): string {
  return url.replace(AUTHORITY, (_all, scheme: string, user, host, port?: string) => {
    return `${scheme}://${user}${host}${port ?? (scheme.toLowerCase() === 'https' ? ':443' : ':80')}`
  })
}

/** WHATWG normalisation, which drops a default port; the port of the spelling is put back. */
function keepPort(spelling: string): string {
  const port = AUTHORITY.exec(spelling)?.[4]
  const normalised = withoutPort(new URL(spelling).href)
  return port === undefined ? normalised : normalised.replace(AUTHORITY, (authority) => authority + port)
}

function rewriteQuery(url: string): string {
  const at = url.indexOf('?')
  return at === -1 ? url : `${url.slice(0, at)}?${stringify(parse(url.slice(at + 1)))}`
}

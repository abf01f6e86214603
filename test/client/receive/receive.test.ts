import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import t, { type Test } from 'tap'
import { ReceiveError, receive, receiveBatch } from '../../../client/receive/receive.ts'
import { EVENT } from '../../../src/api/examples.ts'

const SECRET = newSecret()
const BODY = JSON.stringify(EVENT)

t.test('a delivery that the standardwebhooks package signed is genuine', async (t) => {
  const headers = signed(BODY)
  t.strictSame(await receive({ headers, body: BODY }, { secrets: [SECRET] }), EVENT, 'a text')
  t.strictSame(await receive({ headers, body: Buffer.from(BODY) }, { secrets: [SECRET] }), EVENT, 'bytes')
  t.strictSame(await receive({ headers: new Headers(headers), body: BODY }, { secrets: [SECRET] }), EVENT, 'Headers')
  const upper = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]))
  t.strictSame(await receive({ headers: upper, body: BODY }, { secrets: [SECRET] }), EVENT, 'names in any case')
})

t.test('bytes that are no ASCII are verified as they are', async (t) => {
  const event = { ...EVENT, data: { message: { text: 'Grüße 👋' } } }
  const body = JSON.stringify(event)
  t.strictSame(await receive({ headers: signed(body), body }, { secrets: [SECRET] }), event)
})

t.test('any of several secrets, and any of several signatures, is enough', async (t) => {
  const other = newSecret()
  const message = { headers: signed(BODY), body: BODY }
  t.strictSame(await receive(message, { secrets: [other, SECRET] }), EVENT)
  const both = signed(BODY)
  both['webhook-signature'] = `${signed(BODY, { secret: other })['webhook-signature']} ${both['webhook-signature']}`
  for (const secret of [SECRET, other]) {
    t.strictSame(await receive({ headers: both, body: BODY }, { secrets: [secret] }), EVENT)
  }
  await refused(t, message, /no signature fits/, { secrets: [other] })
})

t.test('an ed25519 signature is checked with a public key', async (t) => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
  const whpk = `whpk_${raw.toString('base64')}`
  const headers = signed(BODY)
  const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${BODY}`
  const v1a = `v1a,${sign(null, Buffer.from(text), privateKey).toString('base64')}`
  headers['webhook-signature'] = `${headers['webhook-signature']} ${v1a}`
  t.strictSame(await receive({ headers, body: BODY }, { secrets: [whpk] }), EVENT)
  t.strictSame(await receive({ headers, body: BODY }, { secrets: [SECRET] }), EVENT)
  await refused(t, { headers, body: `${BODY} ` }, /no signature fits/, { secrets: [whpk] })
})

t.test('what is not genuine is refused', async (t) => {
  const headers = signed(BODY)
  await refused(t, { headers, body: BODY.replace('confirmed', 'cancelled') }, /no signature fits/)
  await refused(t, { headers: { ...headers, 'webhook-id': 'msg_2' }, body: BODY }, /no signature fits/)
  const later = String(Number(headers['webhook-timestamp']) + 1)
  await refused(t, { headers: { ...headers, 'webhook-timestamp': later }, body: BODY }, /no signature fits/)
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
    await refused(t, { headers: { ...headers, [name]: undefined }, body: BODY }, new RegExp(`${name} is missing`))
    await refused(t, { headers: { ...headers, [name]: '' }, body: BODY }, new RegExp(`${name} is missing`))
  }
  for (const time of ['1e9', '0x10', '-5', '1.5', ' 1', 'NaN']) {
    await refused(t, { headers: { ...headers, 'webhook-timestamp': time }, body: BODY }, /no time in seconds/)
  }
  await refused(t, { headers: { ...headers, 'webhook-id': 'a.b' }, body: BODY }, /full stop/)
  for (const signature of ['v1', 'v1,', 'v1,%%%', `v2${headers['webhook-signature']?.slice(2)}`, ',', ' ']) {
    await refused(t, { headers: { ...headers, 'webhook-signature': signature }, body: BODY }, /no signature fits/)
  }
  const many = `${'v1,AAAA '.repeat(16)}${headers['webhook-signature']}`
  await refused(t, { headers: { ...headers, 'webhook-signature': many }, body: BODY }, /no signature fits/)
})

t.test('what is too old, or too far in the future, is refused', async (t) => {
  for (const seconds of [-301, 302]) {
    const headers = signed(BODY, { at: new Date(Date.now() + seconds * 1_000) })
    await refused(t, { headers, body: BODY }, /more than 300 seconds/)
    t.strictSame(await receive({ headers, body: BODY }, { secrets: [SECRET], toleranceSeconds: 400 }), EVENT)
  }
})

t.test('a batch is a list', async (t) => {
  const body = JSON.stringify([EVENT, { ...EVENT, id: 'second' }])
  const message = { headers: signed(body), body }
  t.strictSame(await receiveBatch(message, { secrets: [SECRET] }), [EVENT, { ...EVENT, id: 'second' }])
  await refused(t, message, /use receiveBatch/)
  t.strictSame(await receiveBatch({ headers: signed(BODY), body: BODY }, { secrets: [SECRET] }), [EVENT])
})

t.test('a signed body that is no event is refused', async (t) => {
  for (const body of ['{', '1', 'null', '{}', '{"id":1,"type":"a.b"}']) {
    await refused(t, { headers: signed(body), body }, /no JSON|no event/)
  }
})

t.test('wrong settings are an error of another kind, which does not repeat a secret', async (t) => {
  const message = { headers: signed(BODY), body: BODY }
  for (const secrets of [
    [],
    ['plain'],
    ['whsec_'],
    ['whsec_%'],
    ['whsec_A'],
    ['whpk_AAAA'],
    [SECRET, 'whsec_hidden!']
  ]) {
    const error = await receive(message, { secrets }).catch((error: unknown) => error)
    t.ok(error instanceof TypeError, secrets.join())
    t.notMatch(String(error), /hidden|plain/)
  }
})

async function refused(
  t: Test,
  message: Parameters<typeof receive>[0],
  reason: RegExp,
  options = { secrets: [SECRET] }
): Promise<void> {
  const error = await receive(message, options).catch((error: unknown) => error)
  t.ok(error instanceof ReceiveError && reason.test(error.message), `${reason}: ${error}`)
}

function newSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`
}

/** Headers of a delivery as the standardwebhooks package signs it. */
function signed(body: string, { secret = SECRET, at = new Date() } = {}): Record<string, string> {
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', at, body)
  }
}

import { createHmac } from 'node:crypto'
import t from 'tap'
import { managing, WITH_ACCOUNTS, waitFor } from '../support/test-accounts.ts'
import { buildTestApp } from '../support/test-app.ts'

const FORM = 'application/x-www-form-urlencoded'

function twilioSignature(url: string, form: Record<string, string>, token: string): Record<string, string> {
  const text = Object.keys(form)
    .sort()
    .map((name) => name + form[name])
    .join('')
  return {
    'content-type': FORM,
    'x-twilio-signature': createHmac('sha1', token)
      .update(url + text)
      .digest('base64')
  }
}

t.test('two sub-accounts of Twilio: a token proves only the account that the request names', async (t) => {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  const api = managing(test)
  for (const [slug, sid, number] of [
    ['a', 'ACaaa', '+4930111111'],
    ['b', 'ACbbb', '+4930222222']
  ] as const) {
    const ids = [
      { type: 'account_sid', value: sid },
      { type: 'number', value: number }
    ]
    const secrets = [{ purpose: 'auth_token', value: `the-twilio-token-of-${slug}` }]
    t.equal((await api('POST', '/api/accounts', { slug, kind: 'twilio', name: slug, ids, secrets })).statusCode, 201)
  }
  const send = async (path: string, form: Record<string, string>, token: string) => {
    const headers = twilioSignature(`https://gw.example.test${path}`, form, token)
    return (await test.post(path, new URLSearchParams(form).toString(), headers)).statusCode
  }
  const text = (sid: string, to: string, id: string) => ({
    AccountSid: sid,
    MessageSid: id,
    From: '+491711234567',
    To: to,
    Body: 'Hi'
  })
  t.equal(await send('/webhooks/sms', text('ACaaa', '+4930111111', 'SM1'), 'the-twilio-token-of-a'), 200)
  t.equal(await send('/webhooks/sms', text('ACbbb', '+4930222222', 'SM1'), 'the-twilio-token-of-a'), 401)
  t.equal(await send('/webhooks/sms', text('ACbbb', '+4930222222', 'SM1'), 'the-twilio-token-of-b'), 200)
  t.strictSame(
    (await test.events()).map(({ subject, account }) => [subject, account]),
    [
      ['message/SM1', 'a'],
      ['message/SM1', 'b']
    ]
  )

  t.equal(await send('/webhooks/sms', text('ACaaa', '+4930222222', 'SM2'), 'the-twilio-token-of-a'), 200)
  const last = (await test.deliveries()).at(-1)
  t.strictSame([last?.outcome, last?.cause], ['quarantined', 'foreign'], 'the number is of the other account')

  const { pathKey } = (await api('GET', '/api/accounts/b')).json()
  const own = `/webhooks/sms/a/${pathKey}`
  t.equal(await send(own, text('ACbbb', '+4930222222', 'SM3'), 'the-twilio-token-of-b'), 200, 'Twilio signs this URL')
  t.equal(await send(own, text('ACaaa', '+4930111111', 'SM4'), 'the-twilio-token-of-b'), 401)
})

t.test('two enterprises of Mews: the same reservation id is two reservations', async (t) => {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  const api = managing(test)
  for (const [slug, property] of [
    ['a', 'enterprise-a'],
    ['b', 'enterprise-b']
  ] as const) {
    await api('POST', '/api/hotels', { slug, name: slug, timeZone: 'Europe/Berlin' })
    const secrets = [{ purpose: 'webhook_secret', value: `the-pms-secret-of-${slug}` }]
    const ids = [{ type: 'property', value: property }]
    await api('POST', '/api/accounts', { slug, kind: 'pms', name: slug, hotel: slug, ids, secrets })
  }
  const stay = (propertyId: string, roomNumber: string) => ({
    ...{
      source: 'front-desk',
      externalId: 'R-1',
      status: 'confirmed',
      arrivalDate: '2026-03-01',
      departureDate: '2026-03-02'
    },
    ...{ propertyId, roomNumber }
  })
  const send = async (hotel: string, body: object) =>
    (
      await test.post('/webhooks/pms/reservations', JSON.stringify(body), {
        'content-type': 'application/json',
        'x-webhook-secret': `the-pms-secret-of-${hotel}`
      })
    ).statusCode
  t.equal(await send('a', stay('enterprise-a', '12')), 200)
  t.equal(await send('b', stay('enterprise-b', '14')), 200)
  t.equal(await send('a', stay('enterprise-b', '99')), 200)
  t.strictSame(
    (await test.events()).map(({ type, hotel }) => [type, hotel]),
    [
      ['reservation.created', 'a'],
      ['reservation.created', 'b']
    ]
  )
  const state = async (query: string) => (await test.get(`/api/reservations/front-desk/R-1${query}`)).json()
  t.equal((await state('')).error.code, 'AMBIGUOUS_ID')
  t.strictSame([(await state('?hotel=a')).state.roomNumber, (await state('?hotel=b')).state.roomNumber], ['12', '14'])
  await waitFor(async () => (await api('GET', '/api/audit?action=foreign_id')).json().entries.length === 1, 'the entry')
})

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

t.test('two hotels of the generic PMS endpoints: the same reservation id is two reservations', async (t) => {
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

t.test('two enterprises of Mews: a token speaks only for its own enterprise', async (t) => {
  const test = await buildTestApp(t, WITH_ACCOUNTS)
  const api = managing(test)
  for (const slug of ['a', 'b']) {
    await api('POST', '/api/hotels', { slug, name: slug, timeZone: 'Europe/Berlin' })
    const secrets = [{ purpose: 'webhook_token', value: `the-mews-token-of-hotel-${slug}` }]
    const ids = [{ type: 'property', value: `enterprise-${slug}` }]
    await api('POST', '/api/accounts', { slug: `mews-${slug}`, kind: 'mews', name: slug, hotel: slug, ids, secrets })
  }
  const send = async (token: string, enterprise: string, suffix = '') => {
    const Events = [
      {
        Type: 'Reservation',
        Id: 'R-1',
        State: 'Confirmed',
        StartUtc: '2026-03-01T14:00:00Z',
        EndUtc: '2026-03-03T10:00:00Z'
      }
    ]
    const body = JSON.stringify({ EnterpriseId: `enterprise-${enterprise}`, Events })
    const url = `/webhooks/pms/mews${suffix}?token=the-mews-token-of-hotel-${token}`
    const reply = await test.post(url, body, { 'content-type': 'application/json' })
    return [reply.statusCode, reply.headers['bellhook-outcome']]
  }
  t.strictSame(await send('a', 'a'), [200, 'accepted'])
  t.strictSame(await send('b', 'b'), [200, 'accepted'], 'the same reservation id, another enterprise')
  t.strictSame(await send('a', 'b'), [200, 'quarantined'])
  t.strictSame((await send('nobody', 'a'))[0], 401)
  const { pathKey } = (await api('GET', '/api/accounts/mews-b')).json()
  t.strictSame(
    await send('b', 'b', `/a/${pathKey}`),
    [200, 'accepted'],
    'Mews sends no time, so each delivery is an update'
  )
  t.strictSame((await send('a', 'a', `/a/${pathKey}`))[0], 401)
  t.strictSame(
    (await test.events()).map(({ account, hotel, property }) => [account, hotel, property]),
    [
      ['mews-a', 'a', 'enterprise-a'],
      ['mews-b', 'b', 'enterprise-b'],
      ['mews-b', 'b', 'enterprise-b']
    ]
  )
})

import t from 'tap'
import { hasText } from '../support/has-text.ts'
import { managing, metaSignature, whatsAppText } from '../support/test-accounts.ts'
import { SECRETS } from '../support/test-app.ts'
import { buildTestDashboard, headingOf, PASSWORD, submitForm } from '../support/test-dashboard.ts'

const LISTS = [
  ...['deliveries', 'events', 'messages', 'guests', 'quarantine', 'unclaimed', 'accounts', 'hotels'],
  ...['destinations', 'consumers', 'keys', 'people', 'audit']
].map((name) => `/app/${name}`)
const PARAMETERS = {
  before: ['9007199254740991', '99999999999999999999', '-1', 'x'],
  from: ['9007199254740991', 'x'],
  since: ['toString', 'constructor', '+275760-09-13', '-000001-01-01', '0000-01-01', '%'],
  until: ['toString', '+275760-09-13', '0000-01-01'],
  q: ['x', "' or 1=1 --"],
  f: ['x', 'constructor']
}

t.test('odd parameters of a list are ignored', async (t) => {
  const { logIn } = await buildTestDashboard(t)
  const { get } = await logIn({ name: 'ada', role: 'admin' })
  for (const list of LISTS) {
    for (const [name, values] of Object.entries(PARAMETERS)) {
      for (const value of values) {
        const page = await get(`${list}?${new URLSearchParams({ [name]: value })}`)
        t.equal(page.statusCode, 200, `${list} ${name}=${value}`)
      }
    }
  }
})

t.test('the character that no text of PostgreSQL can have breaks nothing', async (t) => {
  const test = await buildTestDashboard(t, SECRETS)
  const { get, post } = await test.logIn({ name: 'ada', role: 'admin' })
  for (const url of [
    '/app/accounts/%00',
    '/app/people/%00/change',
    '/app/deliveries?account=%00',
    '/app/audit?who=a%00'
  ]) {
    const page = await get(url)
    t.strictSame([page.statusCode, headingOf(page)], [404, 'Not found'], url)
  }
  t.equal((await submitForm(test, '/login', { name: 'ad\0a', password: PASSWORD })).statusCode, 303, 'it is left out')
  const search = await post('/app/messages', { search: 'a\0b' })
  t.equal((await get(String(search.headers.location))).statusCode, 200)
  const text = whatsAppText('111', 'wamid.one')
  await test.post('/webhooks/whatsapp', text, metaSignature(text, SECRETS.WHATSAPP_APP_SECRET))
  const [delivery] = await test.deliveries()
  t.equal((await post(`/app/deliveries/${delivery?.id}/show`, { reason: 'the guest\0 called' })).statusCode, 200)
  for (const url of ['/app', '/app/unclaimed', '/app/audit']) t.equal((await get(url)).statusCode, 200, url)
})

t.test('a phone number is found in whatever way it is written', async (t) => {
  const test = await buildTestDashboard(t, SECRETS)
  const { get, post } = await test.logIn({ name: 'otto', role: 'operator' })
  const text = whatsAppText('111', 'wamid.one')
  await test.post('/webhooks/whatsapp', text, metaSignature(text, SECRETS.WHATSAPP_APP_SECRET))
  for (const search of [
    ...['+49 (0) 171 1234567', '0049(0)171-1234567', 'tel:+49-171-1234567', '+49\u00a0171\u20111234567'],
    '\u202a+49 171 1234567\u202c'
  ]) {
    for (const list of ['/app/deliveries', '/app/messages', '/app/events']) {
      const { body } = await get(String((await post(list, { search })).headers.location))
      hasText(t, body, '<tr data-row', `${list} ${search}`)
      hasText(t, body, 'Searched for a number that ends in 67.')
    }
  }
})

t.test(
  'a person of one hotel does not learn which account of another has an id, nor how many entries there are',
  async (t) => {
    const test = await buildTestDashboard(t)
    const manage = managing(test)
    for (const [hotel, value] of [
      ['seaview', '111'],
      ['old-mill', '222']
    ] as const) {
      await manage('POST', '/api/hotels', { slug: hotel, name: hotel, timeZone: 'Europe/Berlin' })
      const ids = [{ type: 'phone_number_id', value }]
      await manage('POST', '/api/accounts', { slug: `${hotel}-desk`, kind: 'whatsapp', name: hotel, hotel, ids })
    }
    const lena = await test.logIn({ name: 'lena', role: 'admin', hotels: ['seaview'] })
    const taken = await lena.post('/app/accounts/seaview-desk/ids', { type: 'phone_number_id', value: '222' })
    t.equal(taken.statusCode, 409)
    hasText(t, taken.body, 'value belongs to another account')
    t.notMatch(taken.body, /old-mill/)
    t.equal((await lena.post('/app/audit/verify')).statusCode, 403)
    t.notMatch((await lena.get('/app/audit')).body, /Verify the chain/)
    const ada = await test.logIn({ name: 'ada', role: 'admin' })
    const known = await ada.post('/app/accounts/seaview-desk/ids', { type: 'phone_number_id', value: '222' })
    hasText(t, known.body, 'value belongs to the account old-mill-desk')
  }
)

t.test('a search that looked through a part of the events says so', async (t) => {
  const test = await buildTestDashboard(t, SECRETS)
  const { get, post } = await test.logIn({ name: 'otto', role: 'operator' })
  const text = whatsAppText('111', 'wamid.one')
  await test.post('/webhooks/whatsapp', text, metaSignature(text, SECRETS.WHATSAPP_APP_SECRET))
  // More events than one page looks through are newer than the message.
  await test.rows(`insert into events (id, type, source, subject, time, channel, delivery_id, received_at, timebasis, verified, hydrated, data)
    select gen_random_uuid(), 'room.updated', 'mill', 'room/' || i, now(), 'pms', gen_random_uuid(), now(), 'event', true, false, '{}'
    from generate_series(1, 10100) as i`)
  for (const list of ['/app/messages', '/app/events', '/app/guests']) {
    const { body } = await get(String((await post(list, { search: '+49 171 1234567' })).headers.location))
    hasText(t, body, 'Nothing found so far.', list)
    hasText(t, body, 'Only a part was looked through. <a class="button"', list)
    t.notMatch(body, /No messages here|No events here/)
  }
})

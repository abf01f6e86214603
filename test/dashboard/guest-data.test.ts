import t, { type Test } from 'tap'
import { managing, metaSignature, waitFor, whatsAppText } from '../support/test-accounts.ts'
import { SECRETS } from '../support/test-app.ts'
import { buildTestDashboard, headingOf, type Person, type TestDashboard } from '../support/test-dashboard.ts'

// A guest whose every field can be recognized. Nothing of it may be in a page, a part of a page, a stream, or an address.

const HOSTILE = '<img src=x onerror=alert(1)>\u202e'
const SENTINELS =
  /Aurelia|Sentinel|1709876543|sentinel\.example|SENT-4711|1981-02-03|lake view please|102-sentinel|Hidden text/i
const MARKUP = /<img src=x|\u202e/
const PHONE = '491709876543'
const GUEST = {
  externalId: 'guest-102-sentinel',
  firstName: `Aurelia ${HOSTILE}`,
  lastName: 'Sentinel',
  phone: `+${PHONE}`,
  email: 'aurelia@sentinel.example',
  dateOfBirth: '1981-02-03'
}
const RESERVATION = {
  source: 'mill-pms',
  externalId: 'SENT-4711',
  property: 'old-mill',
  status: 'confirmed',
  arrivalDate: '2026-12-01',
  departureDate: '2026-12-04',
  notes: ['lake view please'],
  guest: GUEST
}

t.test('a guest is in no page, part, stream, or address, unless somebody asks for it', async (t) => {
  const test = await buildTestDashboard(t, { ...SECRETS, DASHBOARD_URL: 'http://127.0.0.1' })
  await arrive(t, test)
  const origin = await test.app.listen({ port: 0, host: '127.0.0.1' })
  const viewer = await test.logIn({ name: 'vera', role: 'viewer' })
  const stream = await openStream(`${origin}/app/deliveries/live?after=0`, viewer)
  const seen = await crawl(t, viewer, (page, url) => {
    t.notMatch(page, SENTINELS, url)
    for (const [, link = ''] of page.matchAll(/(?:href|action)="([^"]*)"/g))
      t.notMatch(decodeURIComponent(link), SENTINELS, link)
    t.notMatch(page, MARKUP, url)
  })
  for (const prefix of ['deliveries', 'events', 'messages', 'stays', 'guests', 'quarantine?kind='])
    t.ok(
      [...seen].some((url) => url.startsWith(`/app/${prefix}`) && url.length > prefix.length + 6),
      prefix
    )

  for (const list of ['deliveries', 'events', 'guests', 'messages']) {
    for (const search of ['+49 170 9876543', 'aurelia@sentinel.example', 'SENT-4711', 'Sentinel']) {
      const answer = await viewer.post(`/app/${list}`, { search })
      t.equal(answer.statusCode, 303)
      const to = String(answer.headers.location)
      t.notMatch(decodeURIComponent(to), SENTINELS, to)
      const page = (await viewer.get(to)).body
      t.notMatch(page, SENTINELS, `${list} ${search}`)
      if (list !== 'messages') t.match(page, /<tr data-row/, `${list} finds ${search}`)
    }
  }
  t.notMatch(await stream.until('data-row'), SENTINELS)
  t.notMatch(stream.text(), MARKUP)
  stream.close()

  const operator = await test.logIn({ name: 'otto', role: 'operator' })
  const shown = [...seen].filter((url) => /^\/app\/(deliveries|events|messages|stays|guests)\/[0-9a-f-]{36}$/.test(url))
  let names = 0
  for (const url of shown) {
    const page = await operator.post(`${url}/show`)
    t.equal(page.statusCode, 200, url)
    t.notMatch(page.body, MARKUP, `revealed ${url}`)
    if (page.body.includes('Sentinel')) names++
    t.equal((await viewer.post(`${url}/show`)).statusCode, 403)
  }
  t.ok(names > 3, `${names} pages show the guest`)
  const entries = await test.rows(`select 1 from audit where action = 'guest_data.shown'`)
  t.equal(entries.length, shown.length, 'each of them has one entry')
})

t.test('a person of one hotel sees nothing of what came for another', async (t) => {
  const test = await buildTestDashboard(t, { DASHBOARD_URL: 'http://127.0.0.1' })
  const manage = managing(test)
  const secrets = [{ purpose: 'app_secret', value: 'app_secret_of_all_hotels_9f2c' }]
  const post = new Map<string, (id: string) => Promise<unknown>>()
  for (const [hotel, number] of [
    ['seaview', '111'],
    ['old-mill', '222']
  ] as const) {
    await manage('POST', '/api/hotels', { slug: hotel, name: hotel, timeZone: 'Europe/Berlin' })
    const ids = [{ type: 'phone_number_id', value: number }]
    const account = { slug: `${hotel}-desk`, kind: 'whatsapp', name: hotel, hotel, ids, secrets }
    const { urls } = (await manage('POST', '/api/accounts', account)).json()
    const path = new URL(urls[0]).pathname
    post.set(hotel, (id) => {
      const body = whatsAppText(number, id)
      return test.post(path, body, metaSignature(body, 'app_secret_of_all_hotels_9f2c'))
    })
  }
  await post.get('seaview')?.('wamid.ours')
  await post.get('old-mill')?.('wamid.theirs')
  const [theirs] = await test.rows(`select id, event_ids from deliveries where hotel = 'old-mill'`)
  const delivery = String(theirs?.['id'])
  const [event = ''] = [theirs?.['event_ids']].flat().map(String)

  const origin = await test.app.listen({ port: 0, host: '127.0.0.1' })
  const lena = await test.logIn({ name: 'lena', role: 'operator', hotels: ['seaview'] })
  const stream = await openStream(`${origin}/app/deliveries/live?after=0`, lena)
  await stream.until('seaview-desk')
  const foreign = new RegExp(`old-mill|${delivery}|${event}`)
  const seen = await crawl(t, lena, (page, url) => t.notMatch(page, foreign, url))
  t.ok([...seen].some((url) => url.startsWith('/app/deliveries/0')))
  for (const url of [`deliveries/${delivery}`, `events/${event}`, `messages/${event}`]) {
    t.equal((await lena.get(`/app/${url}`)).statusCode, 404, url)
    t.equal((await lena.post(`/app/${url}/show`)).statusCode, 404, url)
  }
  for (const action of ['bytes', 'replay'])
    t.equal((await lena.post(`/app/deliveries/${delivery}/${action}`)).statusCode, 404)
  for (const list of ['deliveries', 'events', 'messages']) {
    for (const search of ['wamid.theirs', delivery, event]) {
      const to = String((await lena.post(`/app/${list}`, { search })).headers.location)
      t.notMatch((await lena.get(to)).body, /<tr data-row/, `${list} ${search}`)
    }
  }
  for (const query of ['hotel=old-mill', 'account=old-mill-desk'])
    t.notMatch((await lena.get(`/app/deliveries?${query}`)).body, /<tr data-row/)

  await post.get('old-mill')?.('wamid.theirs.2')
  await post.get('seaview')?.('wamid.ours.2')
  await waitFor(async () => stream.text().split('data-row').length === 3, 'the second delivery of the own hotel')
  t.notMatch(stream.text(), foreign)

  await manage('PATCH', '/api/operators/lena', { hotels: ['old-mill'] })
  await stream.ended
  t.pass('the stream ends with the session')
})

async function arrive(t: Test, test: TestDashboard): Promise<void> {
  const text = whatsAppText('111', `wamid.${Buffer.from(`HBgM${PHONE}`).toString('base64')}`)
    .replace('491711234567', PHONE)
    .replace('"body":"Hi"', `"body":"Hidden text ${HOSTILE}"`)
  const odd = text.replace('"timestamp":"1710511200"', `"Aurelia Sentinel":{"${HOSTILE}":1},"timestamp":[]`)
  const broken = `{"object": "whatsapp_business_account", "from": "${PHONE}", Aurelia ${HOSTILE}`
  for (const body of [text, odd, broken])
    await test.post('/webhooks/whatsapp', body, metaSignature(body, SECRETS.WHATSAPP_APP_SECRET))
  const headers = { authorization: `Bearer ${SECRETS.PMS_WEBHOOK_SECRET}`, 'content-type': 'application/json' }
  const bodies = {
    reservations: [RESERVATION, { ...RESERVATION, notes: ['lake view please!'], adults: 3 }],
    guests: [{ source: 'mill-pms', propertyId: 'old-mill', ...GUEST }]
  }
  for (const [path, all] of Object.entries(bodies)) {
    for (const body of all) {
      const { statusCode, body: answer } = await test.post(`/webhooks/pms/${path}`, JSON.stringify(body), headers)
      t.equal(statusCode, 200, answer)
    }
  }
}

/** Follows each link below `/app`, and looks at each page and part. */
async function crawl(t: Test, { get }: Person, look: (page: string, url: string) => void): Promise<Set<string>> {
  const seen = new Set<string>(['/app', '/app/overview/numbers'])
  for (const url of seen) {
    const page = await get(url)
    t.equal(page.statusCode, 200, `${url} ${headingOf(page)}`)
    look(page.body, url)
    for (const [, link = ''] of page.body.matchAll(/href="(\/app[^"#]*)/g)) seen.add(link.replaceAll('&amp;', '&'))
    if (seen.size > 400) return seen
  }
  return seen
}

/** Reads a stream of new rows until it is closed. */
async function openStream(url: string, { cookie }: Person) {
  const stop = new AbortController()
  const headers = { cookie, accept: 'text/event-stream' }
  const response = await fetch(url, { headers, signal: stop.signal })
  if (response.status !== 200 || response.body === null) throw new Error(`status ${response.status}`)
  let text = ''
  const ended = read(response.body).catch(() => undefined)

  async function read(body: AsyncIterable<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    for await (const chunk of body) text += decoder.decode(chunk, { stream: true })
  }

  return {
    ended,
    text: () => text,
    until: (part: string) => waitFor(async () => text.includes(part) && text, `the stream to have ${part}`),
    close: () => stop.abort()
  }
}

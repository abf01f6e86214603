import t from 'tap'
import { hasText } from '../support/has-text.ts'
import { metaSignature, waitFor, whatsAppText } from '../support/test-accounts.ts'
import { SECRETS } from '../support/test-app.ts'
import { buildTestDashboard, headingOf, type Person, type TestDashboard } from '../support/test-dashboard.ts'

const GUEST = '491711234567'
const RESERVATION = {
  source: 'mill-pms',
  externalId: 'R-1',
  property: 'old-mill',
  status: 'confirmed',
  arrivalDate: '2026-12-01',
  departureDate: '2026-12-04',
  guest: {
    externalId: 'G-1',
    firstName: 'Aurelia',
    lastName: 'Sentinel',
    phone: `+${GUEST}`,
    email: 'aurelia@sentinel.example'
  }
}

async function withTraffic(t: Parameters<typeof buildTestDashboard>[0]): Promise<TestDashboard> {
  const test = await buildTestDashboard(t, SECRETS)
  const text = whatsAppText('111', 'wamid.one')
  const secret = String(SECRETS['WHATSAPP_APP_SECRET'])
  t.equal((await test.post('/webhooks/whatsapp', text, metaSignature(text, secret))).statusCode, 200)
  const odd = text.replace('"timestamp":"1710511200"', '"timestamp":[]').replace('wamid.one', 'wamid.odd')
  await test.post('/webhooks/whatsapp', odd, metaSignature(odd, secret))
  const broken = '{"object": "whatsapp_business_account", "entry": <script>alert(1)</script>'
  await test.post('/webhooks/whatsapp', broken, metaSignature(broken, secret))
  const bearer = {
    authorization: `Bearer ${String(SECRETS['PMS_WEBHOOK_SECRET'])}`,
    'content-type': 'application/json'
  }
  const reservation = await test.post('/webhooks/pms/reservations', JSON.stringify(RESERVATION), bearer)
  t.equal(reservation.statusCode, 200, reservation.body)
  const guest = { source: 'mill-pms', propertyId: 'old-mill', ...RESERVATION.guest }
  const checked = await test.post('/webhooks/pms/guests', JSON.stringify(guest), bearer)
  t.equal(checked.statusCode, 200, checked.body)
  return test
}

const linksTo = (body: string, prefix: string) =>
  [...body.matchAll(/href="([^"]+)"/g)].map(([, url = '']) => url).filter((url) => url.startsWith(prefix))

async function firstLink({ get }: Person, list: string, prefix: string): Promise<string> {
  const page = await get(list)
  const [url = ''] = linksTo(page.body, prefix)
  return url.replaceAll('&amp;', '&')
}

t.test('each list shows what has come, and leads to it, without data of guests', async (t) => {
  const test = await withTraffic(t)
  const mara = await test.logIn({ name: 'mara', role: 'viewer' })
  for (const [url, heading] of [
    ['/app', 'Overview'],
    ['/app/deliveries', 'Deliveries'],
    ['/app/deliveries?outcome=accepted&channel=pms', 'Deliveries'],
    ['/app/events', 'Events'],
    ['/app/events?type=message.received', 'Events'],
    ['/app/guests', 'Guests and stays'],
    ['/app/messages', 'Messages'],
    ['/app/quarantine', 'Quarantine']
  ] as const) {
    const page = await mara.get(url)
    t.strictSame(
      [page.statusCode, headingOf(page)],
      [200, heading],
      `${url} ${page.statusCode === 200 ? '' : page.body}`
    )
    t.notMatch(page.body, /Sentinel|aurelia|491711234567|<script>alert/i, url)
  }
  for (const [list, prefix, heading] of [
    ['/app/deliveries?channel=pms', '/app/deliveries/', /^Delivery$/],
    ['/app/events?type=message.received', '/app/events/', /^Message received$/],
    ['/app/guests', '/app/stays/', /Stay/],
    ['/app/guests', '/app/guests/', /Guest/],
    ['/app/messages', '/app/messages/', /^Message$/]
  ] as const) {
    const url = await firstLink(mara, list, prefix)
    t.ok(url, `${list} links to ${prefix}`)
    const page = await mara.get(url)
    t.equal(page.statusCode, 200, `${url} ${page.body}`)
    t.match(headingOf(page), heading)
    t.notMatch(page.body, /Sentinel|aurelia|491711234567/i, url)
    t.notMatch(url, /491711234567/)
  }
})

t.test('guest data is shown once, with an entry in the audit log, and not to a viewer', async (t) => {
  const test = await withTraffic(t)
  const [viewer, operator] = [
    await test.logIn({ name: 'vera', role: 'viewer' }),
    await test.logIn({ name: 'otto', role: 'operator' })
  ]
  const url = await firstLink(operator, '/app/deliveries?channel=pms', '/app/deliveries/')
  const actions = linksOfForms((await operator.get(url)).body)
  const reveal = actions.find((action) => /show|reveal|guest/.test(action)) ?? ''
  t.ok(reveal, actions.join(' '))
  t.equal((await viewer.post(reveal, { reason: 'curious' })).statusCode, 403)
  const shown = await operator.post(reveal, { reason: 'the guest called' })
  t.equal(shown.statusCode, 200)
  hasText(t, shown.body, 'Sentinel')
  t.notMatch((await operator.get(url)).body, /Sentinel/, 'a reload is masked again')
  const bytes = actions.find((action) => /bytes|download|raw/.test(action)) ?? ''
  const download = await operator.post(bytes)
  t.strictSame(
    [download.statusCode, JSON.parse(download.body)],
    [200, { source: 'mill-pms', propertyId: 'old-mill', ...RESERVATION.guest }]
  )
  t.match(download.headers['content-disposition'], /^attachment/)
  const admin = await test.logIn({ name: 'ada', role: 'admin' })
  const audit = (await admin.get('/app/audit')).body
  hasText(t, audit, 'guest_data.shown')
  hasText(t, audit, 'bytes.downloaded')
})

t.test('a search finds a guest by phone number in any spelling, and the address does not hold it', async (t) => {
  const test = await withTraffic(t)
  const mara = await test.logIn({ name: 'mara', role: 'operator' })
  for (const [action, q] of [
    ['/app/deliveries', '+49 171 1234567'],
    ['/app/guests', '0049 171 1234567'],
    ['/app/guests', 'aurelia@sentinel.example']
  ] as const) {
    const form = linksOfForms((await mara.get(action)).body).find((url) => url === action) ?? ''
    const answer = await mara.post(form, { search: q })
    t.equal(answer.statusCode, 303, `${form} ${answer.body}`)
    const to = String(answer.headers.location)
    t.match(to, /[?&]f=/)
    t.notMatch(decodeURIComponent(to), /1711234567|aurelia/)
    const found = await mara.get(to)
    t.equal(found.statusCode, 200, found.body)
    t.ok(
      linksTo(found.body, action === '/app/guests' ? '/app/' : '/app/deliveries/').some((url) =>
        /\/(deliveries|stays|guests)\/./.test(url)
      ),
      q
    )
    t.notMatch(found.body, /1711234567|aurelia/i)
  }
})

t.test('a quarantined kind has a preview, and is replayed as a job', async (t) => {
  const test = await withTraffic(t)
  await test.rows('update deliveries set body = $1 where outcome = $2', [
    Buffer.from(whatsAppText('111', 'wamid.two')),
    'quarantined'
  ])
  const otto = await test.logIn({ name: 'otto', role: 'operator' })
  const page = (await otto.get('/app/quarantine')).body
  const [preview = ''] = linksTo(page, '/app/quarantine').filter((url) => url.length > '/app/quarantine'.length)
  t.ok(preview, page)
  const previewed = await otto.get(preview.replaceAll('&amp;', '&'))
  t.equal(previewed.statusCode, 200, previewed.body)
  const form = linksOfForms(previewed.body).find((url) => url.startsWith('/app/quarantine')) ?? ''
  const fields = Object.fromEntries(
    [...previewed.body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name,
      value
    ])
  )
  const started = await otto.post(form, fields)
  t.equal(started.statusCode, 303, started.body)
  await waitFor(async () => {
    const shown = await otto.get(String(started.headers.location))
    return shown.statusCode === 200 && /done|finished|written|Replay/i.test(shown.body)
  }, 'the job')
})

function linksOfForms(body: string): string[] {
  return [...body.matchAll(/<form[^>]* action="([^"]+)"/g)].map(([, url = '']) => url.replaceAll('&amp;', '&'))
}

import t from 'tap'
import type { Subscription } from '../../src/contract/subscriptions.ts'
import { planSubscriptions } from '../../src/hydration/subscription-plan.ts'

const URL_TODAY = new URL('https://hooks.example.com/webhooks/pms/acme?token=today')
const ONE = { events: ['a', 'b'] }
const EACH = { events: ['a', 'b'], together: (events: readonly string[]) => events.map((event) => [event]) }
const CAN_ENABLE = {
  ...ONE,
  enable: () => ({ name: 'on', method: 'PUT' as const, path: '/' })
}

function subscription(id: string, change: Partial<Subscription> = {}): Subscription {
  return { id, url: URL_TODAY.href, events: ['b', 'a'], isEnabled: true, ...change }
}

function planOf(rules: Parameters<typeof planSubscriptions>[0], ...found: Subscription[]): string[] {
  const steps = planSubscriptions(rules, found, URL_TODAY)
  return steps.map(({ action, found, wanted }) => [action, found?.id ?? '-', wanted?.events.join('+') ?? '-'].join(' '))
}

t.test('one subscription for all events', async (t) => {
  t.strictSame(planOf(ONE), ['create - a+b'])
  t.strictSame(planOf(ONE, subscription('1')), ['keep 1 -'])
  t.strictSame(planOf(ONE, subscription('1', { events: ['a'] })), ['replace 1 a+b'])
  const old = 'https://hooks.example.com/webhooks/pms/acme?token=old'
  t.strictSame(planOf(ONE, subscription('1', { url: old })), ['replace 1 a+b'])
  t.strictSame(planOf(ONE, subscription('1', { hasOtherCredential: true })), ['replace 1 a+b'])
  t.strictSame(planOf(ONE, subscription('1', { url: old }), subscription('2')), ['keep 2 -', 'delete 1 -'])
  t.strictSame(planOf(ONE, subscription('1', { events: ['a'] }), subscription('2')), ['keep 2 -', 'delete 1 -'])
})

t.test('one subscription for each event', async (t) => {
  const [a, b] = [subscription('1', { events: ['a'] }), subscription('2', { events: ['b'] })]
  t.strictSame(planOf(EACH), ['create - a', 'create - b'])
  t.strictSame(planOf(EACH, b), ['create - a', 'keep 2 -'])
  t.strictSame(planOf(EACH, a, b, { ...a, id: '3' }), ['keep 1 -', 'keep 2 -', 'delete 3 -'])
  const more = subscription('4', { events: ['c'] })
  t.strictSame(planOf(EACH, a, b, more), ['keep 1 -', 'keep 2 -', 'keep 4 -'], 'an event that somebody has added')
})

t.test('a subscription that is switched off', async (t) => {
  const off = subscription('1', { isEnabled: false })
  t.strictSame(planOf(CAN_ENABLE, off), ['enable 1 -'])
  t.strictSame(planOf(ONE, off), ['replace 1 a+b'])
  t.strictSame(planOf(CAN_ENABLE, off, subscription('2')), ['keep 2 -', 'delete 1 -'])
})

t.test('subscriptions of others are left alone', async (t) => {
  const urls = [
    'https://other.example.com/webhooks/pms/acme?token=today',
    'http://hooks.example.com/webhooks/pms/acme?token=today',
    'https://hooks.example.com/webhooks/pms/acme/more?token=today',
    'https://hooks.example.com:8443/webhooks/pms/acme?token=today',
    'no url',
    ''
  ]
  for (const url of urls) t.strictSame(planOf(ONE, subscription('1', { url })), ['create - a+b', 'other 1 -'], url)
})

t.test('subscriptions that are limited to hotels stay limited to them', async (t) => {
  const [ber, muc] = [subscription('1', { scope: 'BER' }), subscription('2', { scope: 'MUC', events: ['a'] })]
  t.strictSame(planOf(ONE, ber, muc), ['keep 1 -', 'replace 2 a+b'])
  t.equal(planSubscriptions(ONE, [muc], URL_TODAY)[0]?.wanted?.scope, 'MUC')
  t.strictSame(planOf(ONE, ber, subscription('3')), ['keep 3 -', 'delete 1 -'], 'all hotels have one already')
})

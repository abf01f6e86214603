import type { SentItem } from './history.ts'
import type { Random } from './random.ts'
import { type Request, ROUTES, signed } from './routes.ts'

/** All items in random order, and some of them again. */
export function shuffled(items: readonly SentItem[], repetitions: number, random: Random): SentItem[] {
  const all = [...items, ...Array.from({ length: repetitions }, () => random.of(items))]
  return all
    .map((one) => [random(2 ** 32), one] as const)
    .sort(([one], [other]) => one - other)
    .map(([, one]) => one)
}

/** Deliveries of the items in this order. Up to `together` items of WhatsApp share a delivery. */
export function deliveriesOf(items: readonly SentItem[], together: number, random: Random): Request[] {
  const made: (() => Request)[] = []
  let open: SentItem[] = []
  let room = 0
  for (const one of items) {
    if ('route' in one) {
      made.push(() => signed(one.route, one.body))
      continue
    }
    if (room === 0) {
      const portion: SentItem[] = []
      made.push(() => signed(ROUTES.whatsapp, notification(portion, random)))
      open = portion
      room = 1 + random(together)
    }
    open.push(one)
    room--
  }
  return made.map((make) => make())
}

/** One change with all items, or one for each. Meta sends both. */
function notification(items: readonly SentItem[], random: Random): string {
  const changes = random(2) === 0 ? [change(items)] : items.map((item) => change([item]))
  const entry = random(2) === 0 ? [{ id: '1', changes }] : changes.map((one) => ({ id: '1', changes: [one] }))
  return JSON.stringify({ object: 'whatsapp_business_account', entry })
}

function change(items: readonly SentItem[]): object {
  const list = (name: string) => items.flatMap((one) => ('list' in one && one.list === name ? [one.item] : []))
  const contacts = [{ wa_id: '16505551234', profile: { name: 'Sheena Nelson' } }]
  return { field: 'messages', value: { contacts, messages: list('messages'), statuses: list('statuses') } }
}

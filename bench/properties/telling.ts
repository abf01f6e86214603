import type { Told } from './history.ts'
import type { Random } from './random.ts'
import { type Request, ROUTES, signed } from './routes.ts'

/** All of it in a random order, and some of it again. */
export function shuffled(told: readonly Told[], repetitions: number, random: Random): Told[] {
  const all = [...told, ...Array.from({ length: repetitions }, () => random.of(told))]
  return all
    .map((one) => [random(2 ** 32), one] as const)
    .sort(([one], [other]) => one - other)
    .map(([, one]) => one)
}

/** Deliveries of it in this order. Of WhatsApp, up to `together` items share one. */
export function deliveries(told: readonly Told[], together: number, random: Random): Request[] {
  const made: (() => Request)[] = []
  let open: Told[] = []
  let room = 0
  for (const one of told) {
    if ('route' in one) {
      made.push(() => signed(one.route, one.body))
      continue
    }
    if (room === 0) {
      const portion: Told[] = []
      made.push(() => signed(ROUTES.whatsapp, notification(portion, random)))
      open = portion
      room = 1 + random(together)
    }
    open.push(one)
    room--
  }
  return made.map((make) => make())
}

/** In one change, or spread over many: Meta does both. */
function notification(items: readonly Told[], random: Random): string {
  const changes = random(2) === 0 ? [change(items)] : items.map((item) => change([item]))
  const entry = random(2) === 0 ? [{ id: '1', changes }] : changes.map((one) => ({ id: '1', changes: [one] }))
  return JSON.stringify({ object: 'whatsapp_business_account', entry })
}

function change(items: readonly Told[]): object {
  const list = (name: string) => items.flatMap((one) => ('list' in one && one.list === name ? [one.item] : []))
  const contacts = [{ wa_id: '16505551234', profile: { name: 'Sheena Nelson' } }]
  return { field: 'messages', value: { contacts, messages: list('messages'), statuses: list('statuses') } }
}

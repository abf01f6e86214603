import { setTimeout as sleep } from 'node:timers/promises'
import type { CloudEvent, DeliveryView } from '../../../schemas/event.ts'
import { credentialStore } from '../../config/credential-store.ts'
import { loadSettings } from '../../config/settings.ts'
import { type Call, type Command, Misuse, NotWell } from '../command.ts'
import { type EventPage, eventPages } from '../event-pages.ts'
import { GATEWAY_OPTIONS, type GatewayClient, gatewayClient } from '../gateway-client.ts'
import { bytesOf, type Case, findCases, readCase, targetsOf } from './cases.ts'
import { serials, withFreshIds } from './fresh-ids.ts'
import { type Result, summarize, tellCases, tellResult, why } from './report.ts'
import { ask, type Letter, type Sent, send, type Way } from './send.ts'

/** More are summed up and not told one by one. */
const MOST_TOLD = 100

export const simulate: Command = {
  name: 'simulate',
  summary: 'sends webhooks as a provider would, and shows what becomes of them',
  words: ['[CHANNEL]', '[CASE]'],
  options: {
    count: { value: 'N', help: 'so many deliveries; default: each case once' },
    rate: { value: 'N', help: 'so many a second; default: one after the other' },
    duplicates: { help: 'sends each twice, as providers do' },
    shuffle: { help: 'sends them in any order' },
    'break-signature': { help: 'signs with a wrong secret, to see it refused' },
    ...GATEWAY_OPTIONS
  },
  details: [
    'Without words it lists the channels and their cases. CHANNEL alone, or "all", sends every case of it. CASE may be a file.',
    'Each delivery is about things that nobody has seen, and is signed with the secret in the settings.'
  ],
  examples: [
    'bellhook simulate',
    'bellhook simulate whatsapp text',
    'bellhook simulate pms/mews resources --break-signature',
    'bellhook simulate pms/acme ./fixtures/created.json',
    'bellhook simulate sms --count 100 --rate 20 --duplicates --shuffle'
  ],

  async run(call) {
    const { channels, config } = await loadSettings(call.environ, call.out.note)
    const cases = await findCases(channels, call.environ)
    const [target, name] = call.words
    if (target === undefined) return tellCases(cases, call.out)
    const chosen = choose(cases, targetsOf(channels), target, name)
    const [count = chosen.length, rate] = [call.count('count'), call.count('rate')]

    const { publicUrl } = config
    const gateway = gatewayClient(call)
    const way: Way = {
      url: gateway.url,
      publicUrl: call.environ['PUBLIC_URL']?.trim() ? publicUrl : gateway.url,
      credentials: credentialStore(config),
      broken: call.has('break-signature')
    }
    await gateway.open('/healthz')
    const cursor = await headOf(gateway, call)

    const letters = plan(chosen, count, call)
    const began = performance.now()
    const sent = await sendAll(letters, way, rate, call)
    const seconds = (performance.now() - began) / 1000
    const events = cursor === undefined ? [] : await eventsSince(gateway, cursor)
    const results = letters.map((letter, at) => resultOf(letter, sent[at], events))
    if (call.out.json || results.length <= MOST_TOLD) {
      for (const result of results) tellResult(await explained(result, gateway, cursor, way), call.out)
    }
    if (results.length > 1) summarize(results, seconds, cursor !== undefined, call.out)
    const isFine = ({ status }: Result) => (way.broken ? status === 401 : status < 300)
    if (!results.every(isFine)) throw new NotWell()
  }
}

function choose(cases: readonly Case[], targets: ReturnType<typeof targetsOf>, word: string, name?: string): Case[] {
  const isMeant = (target: string) => word === 'all' || target === word || target.startsWith(`${word}/`)
  const [target] = targets.filter((one) => isMeant(one.name))
  if (target === undefined) {
    throw new Misuse(`there is no channel "${word}"; there are ${targets.map((one) => one.name).join(', ')}`)
  }
  if (name?.endsWith('.json')) return [readCase(target, name)]
  const chosen = cases.filter((one) => isMeant(one.name) && (name === undefined || one.case === name))
  if (chosen.length > 0) return chosen
  throw new Misuse(`${word} has no case${name === undefined ? '' : ` "${name}"`}; "bellhook simulate" lists all cases`)
}

interface Planned extends Letter {
  case: string
}

function plan(cases: readonly Case[], count: number, { has }: Call): Planned[] {
  const serial = serials()
  const letters = Array.from({ length: count }, (_, at) => cases[at % cases.length])
    .filter((one) => one !== undefined)
    .flatMap((one) => {
      const letter = { ...one, body: bytesOf(one, withFreshIds(one.body, one.ids, serial)) }
      return has('duplicates') ? [letter, letter] : [letter]
    })
  if (!has('shuffle')) return letters
  return letters
    .map((letter) => ({ letter, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ letter }) => letter)
}

async function sendAll(letters: readonly Planned[], way: Way, rate: number | undefined, call: Call): Promise<Sent[]> {
  const bar = call.out.progress(letters.length)
  const began = performance.now()
  const sending: Promise<Sent>[] = []
  let done = 0
  for (const [at, letter] of letters.entries()) {
    if (rate !== undefined) await sleep(began + (at * 1000) / rate - performance.now())
    const one = send(letter, way).finally(() => bar.show(++done))
    sending.push(one)
    // A failure is told by whoever waits for all of them.
    if (rate === undefined) await one.catch(() => undefined)
    else one.catch(() => undefined)
  }
  return await Promise.all(sending).finally(() => bar.end())
}

/** Where the feed ends now. Undefined, and said, when it cannot be read. */
async function headOf(gateway: GatewayClient, { out }: Call): Promise<string | undefined> {
  try {
    return (await gateway.get<EventPage>('/api/events?limit=1&after=now')).cursor
  } catch (error) {
    out.note(`No events are shown. ${error instanceof Error ? error.message : ''}`)
    return undefined
  }
}

async function eventsSince(gateway: GatewayClient, cursor: string): Promise<CloudEvent[]> {
  const found: CloudEvent[] = []
  for await (const { events } of eventPages(gateway, cursor)) found.push(...events)
  return found
}

function resultOf(letter: Planned, sent: Sent | undefined, events: readonly CloudEvent[]): Result {
  if (sent === undefined) throw new Error('A delivery was not sent.')
  const own = events.filter(({ deliveryid }) => deliveryid === sent.deliveryId)
  return { ...sent, letter, events: own.map(({ id, type, subject }) => ({ id, type, subject })) }
}

/** With what only the gateway knows: why it refused, or what it made of it. */
async function explained(
  result: Result,
  gateway: GatewayClient,
  cursor: string | undefined,
  way: Way
): Promise<Result> {
  const { status, deliveryId, outcome, letter } = result
  if (cursor === undefined) return result
  if (status === 401 && gateway.token !== undefined) {
    const answer = await ask(letter, way, gateway.token)
    return answer === undefined ? result : { ...result, verdict: answer.verdict, reason: why(answer) }
  }
  if (deliveryId === undefined || outcome === 'spooled') return result
  const { verified, reason, problems } = await gateway.get<DeliveryView>(`/api/deliveries/${deliveryId}`)
  const more = problems.map(({ path, problem }) => `${path} ${problem}`.trim())
  const reasons = [reason, ...more].filter((text) => text !== null)
  return {
    ...result,
    verdict: verified ? 'ok' : 'unverified',
    ...(reasons.length > 0 && { reason: reasons.join('; ') })
  }
}

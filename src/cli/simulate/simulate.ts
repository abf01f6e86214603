import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CloudEvent, DeliveryView } from '../../../schemas/event.ts'
import { credentialStore } from '../../config/credential-store.ts'
import { loadSettings } from '../../config/settings.ts'
import { type Call, type Command, CommandFailed, UsageError } from '../command.ts'
import { eventPages, newestCursor } from '../event-pages.ts'
import { GATEWAY_OPTIONS, type GatewayClient, gatewayClient } from '../gateway-client.ts'
import { aboutAccount, readSimulatedAccount } from './account.ts'
import { bytesOf, type Case, findCases, readCase, targetsOf } from './cases.ts'
import { serials, withFreshIds } from './fresh-ids.ts'
import { explainVerification, printCases, printResult, printSummary, type Result } from './report.ts'
import { type Outgoing, pathOf, probe, type SendOptions, type Sent, send } from './send.ts'

/** Above this number only the summary is printed. */
const MOST_RESULTS = 100

export const simulate: Command = {
  name: 'simulate',
  words: ['[CHANNEL]', '[CASE]'],
  options: {
    count: { value: 'N', help: 'number of deliveries; default: each case once' },
    rate: { value: 'N', help: 'deliveries per second; default: one after the other' },
    duplicates: { help: 'send each delivery twice, as providers do' },
    shuffle: { help: 'send the deliveries in random order' },
    account: { value: 'SLUG', help: 'sign for an account, and send to its own URL' },
    'break-signature': { help: 'sign with a wrong secret, to see the refusal' },
    ...GATEWAY_OPTIONS
  },
  details: [
    'Without arguments it lists the channels and their cases. CHANNEL alone, or "all", sends each of its cases. CASE is a name from the list, or a JSON file: a payload as the provider sends it, or a fixture with "body" and "events".',
    'Each delivery uses new ids, except for a payload file. It is signed with the secret in the settings.'
  ],
  examples: [
    'bellhook simulate',
    'bellhook simulate whatsapp text',
    'bellhook simulate whatsapp text --account seaview-wa',
    'bellhook simulate pms/mews resources --break-signature',
    'bellhook simulate pms/acme ./fixtures/created.json',
    'bellhook simulate sms --count 100 --rate 20 --duplicates --shuffle'
  ],

  async run(call) {
    const [count, rate] = [call.count('count'), call.count('rate')]
    const { channels, config } = await loadSettings(call.environ, call.out.note)
    const cases = await findCases(channels, call.environ)
    const [channel, name] = call.words
    if (channel === undefined) return printCases(cases, call)
    const slug = call.text('account')
    const account = slug === undefined ? undefined : await readSimulatedAccount(slug, channels, config)
    const all = choose(cases, targetsOf(channels), channel, name)
    const chosen = account === undefined ? all : all.filter((one) => account.paths.includes(pathOf(one)))
    if (chosen.length === 0) throw new UsageError(`the account "${slug}" does not take ${channel}`)

    const { publicUrl } = config
    const gateway = gatewayClient(call)
    const options: SendOptions = {
      url: gateway.url,
      publicUrl: call.environ['PUBLIC_URL']?.trim() ? publicUrl : gateway.url,
      credentials: account?.credentials ?? credentialStore(config),
      pathKey: account?.pathKey,
      breakSignature: call.has('break-signature')
    }
    await gateway.get('/healthz')
    const cursor = await endOfFeed(gateway, call)

    const planned = planDeliveries(chosen, count ?? chosen.length, call)
    const plan = planned.map((one) => (account === undefined ? one : { ...one, ...aboutAccount(one, account) }))
    const began = performance.now()
    const sent = await sendAll(plan, options, rate, call)
    const seconds = (performance.now() - began) / 1000
    const events = cursor === undefined ? [] : await eventsAfter(gateway, cursor)
    const results = plan.map((outgoing, at) => resultOf(outgoing, sent[at], events))
    if (call.out.json || results.length <= MOST_RESULTS) {
      for (const result of results) printResult(await withExplanation(result, gateway, cursor, options), call.out)
    }
    if (results.length > 1) printSummary(results, seconds, cursor !== undefined, call.out)
    const isExpected = ({ status }: Result) => (options.breakSignature ? status === 401 : status < 300)
    if (!results.every(isExpected)) throw new CommandFailed()
  }
}

function choose(cases: readonly Case[], targets: ReturnType<typeof targetsOf>, channel: string, name?: string): Case[] {
  const isChosen = (target: string) => channel === 'all' || target === channel || target.startsWith(`${channel}/`)
  const [target] = targets.filter((one) => isChosen(one.name))
  if (target === undefined) {
    throw new UsageError(`there is no channel "${channel}": use ${targets.map((one) => one.name).join(', ')}`)
  }
  const ofTarget = cases.filter((one) => isChosen(one.name))
  const found = ofTarget.filter((one) => name === undefined || one.case === name)
  if (found.length > 0) return found
  if (name !== undefined && (name.endsWith('.json') || existsSync(name))) {
    return [readCase(target, name, ofTarget.find((one) => one.endpoint === target.endpoint)?.contentType)]
  }
  throw new UsageError(
    `${channel} has no case${name === undefined ? '' : ` "${name}"`}: bellhook simulate lists all cases`
  )
}

interface Planned extends Outgoing {
  case: string
}

function planDeliveries(cases: readonly Case[], count: number, { has }: Call): Planned[] {
  const serial = serials()
  const plan = Array.from({ length: count }, (_, at) => cases[at % cases.length])
    .filter((one) => one !== undefined)
    .flatMap((one) => {
      const outgoing = { ...one, body: bytesOf(one, withFreshIds(one.body, one.ids, serial)) }
      return has('duplicates') ? [outgoing, outgoing] : [outgoing]
    })
  if (!has('shuffle')) return plan
  return plan
    .map((outgoing) => ({ outgoing, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ outgoing }) => outgoing)
}

async function sendAll(
  plan: readonly Planned[],
  options: SendOptions,
  rate: number | undefined,
  call: Call
): Promise<Sent[]> {
  const bar = call.out.progress(plan.length)
  const began = performance.now()
  const sending: Promise<Sent>[] = []
  let done = 0
  for (const [at, outgoing] of plan.entries()) {
    if (rate !== undefined) await sleep(began + (at * 1000) / rate - performance.now())
    const one = send(outgoing, options).finally(() => bar.show(++done))
    sending.push(one)
    // Promise.all below reports a failure.
    if (rate === undefined) await one.catch(() => undefined)
    else one.catch(() => undefined)
  }
  return await Promise.all(sending).finally(() => bar.end())
}

/** The cursor of the end of the feed. Undefined, with a note, if the feed cannot be read. */
async function endOfFeed(gateway: GatewayClient, { out }: Call): Promise<string | undefined> {
  try {
    return await newestCursor(gateway)
  } catch (error) {
    out.note(`No events are shown. ${error instanceof Error ? error.message : ''}`)
    return undefined
  }
}

async function eventsAfter(gateway: GatewayClient, cursor: string): Promise<CloudEvent[]> {
  const found: CloudEvent[] = []
  for await (const { events } of eventPages(gateway, cursor)) found.push(...events)
  return found
}

function resultOf(outgoing: Planned, sent: Sent | undefined, events: readonly CloudEvent[]): Result {
  if (sent === undefined) throw new Error('A delivery was not sent.')
  const own = events.filter(({ deliveryid }) => deliveryid === sent.deliveryId)
  return { ...sent, outgoing, events: own.map(({ id, type, subject }) => ({ id, type, subject })) }
}

/** Adds what only the gateway knows: why it refused a delivery, or how it read it. */
async function withExplanation(
  result: Result,
  gateway: GatewayClient,
  cursor: string | undefined,
  options: SendOptions
): Promise<Result> {
  const { status, deliveryId, outcome, outgoing } = result
  if (cursor === undefined) return result
  if (status === 401 && gateway.token !== undefined) {
    const answer = await probe(outgoing, options, gateway.token)
    return answer === undefined ? result : { ...result, verdict: answer.verdict, reason: explainVerification(answer) }
  }
  if (deliveryId === undefined || outcome === 'spooled') return result
  const { verified, reason, problems } = await gateway.get<DeliveryView>(`/api/deliveries/${deliveryId}`)
  // The reason names the only problem already.
  const more = problems.length > 1 ? problems.map(({ path, problem }) => `${path} ${problem}`.trim()) : []
  const reasons = [reason, ...more].filter((text) => text !== null)
  return {
    ...result,
    verdict: verified ? 'ok' : 'unverified',
    ...(reasons.length > 0 && { reason: reasons.join('; ') })
  }
}

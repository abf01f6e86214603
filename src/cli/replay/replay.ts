import { hostname, userInfo } from 'node:os'
import type { Replayed } from '../../../schemas/replay.ts'
import { type Call, type Command, CommandFailed, UsageError } from '../command.ts'
import { confirm } from '../confirm.ts'
import { chosenChannel } from '../event-filter.ts'
import { GATEWAY_OPTIONS, type GatewayClient, gatewayClient } from '../gateway-client.ts'
import { createTally, isReported, planSummary, printReplayed, type Tally, writtenSummary } from './report.ts'
import { timeOption } from './time-option.ts'

const FILTERS = ['channel', 'source', 'outcome'] as const

export const replay: Command = {
  name: 'replay',
  words: ['[ID]'],
  options: {
    since: { value: 'TIME', help: 'deliveries from this time on: 2h, 3d, or 2026-03-01T00:00:00Z' },
    until: { value: 'TIME', help: 'deliveries before this time' },
    channel: { value: 'NAME', help: 'only this channel: whatsapp, sms, or pms' },
    source: { value: 'NAME', help: 'only this source, e.g. twilio or mews' },
    outcome: { value: 'NAME', help: 'only accepted, duplicate, quarantined, or rejected deliveries' },
    'dry-run': { help: 'show the differences, and write nothing' },
    yes: { help: 'write without asking, for scripts' },
    by: { value: 'NAME', help: 'name for the record; default: your user at this machine' },
    ...GATEWAY_OPTIONS
  },
  details: [
    'It reads deliveries with the current code, shows the differences, asks, and then writes. Events on the feed stay as they are: a correction is a new event.',
    'A second run changes nothing, so you can interrupt it and start it again. Lines name paths and hold no values of guests; --json prints whole differences.'
  ],
  examples: [
    'bellhook replay --outcome quarantined --since 2d',
    'bellhook replay --source mews --since 2026-03-01T00:00:00Z --dry-run',
    'bellhook replay 01a20b28-f14e-744f-8035-7ce9304ef198',
    'bellhook replay --outcome quarantined --yes --json'
  ],

  async run(call) {
    const { has, out } = call
    const request = await requestOf(call)
    if (has('yes') && has('dry-run')) throw new UsageError('--yes and --dry-run exclude each other')
    const gateway = gatewayClient(call)

    const plan = createTally()
    const unprinted: Replayed[] = []
    for await (const result of resultsOf(gateway, { ...request, dryRun: true })) {
      plan.add(result)
      if (!isReported(result)) continue
      // A program that said --yes gets the results of the second pass only.
      if (!(out.json && has('yes'))) printReplayed(result, out)
      else if (plan.changed === 0) unprinted.push(result)
    }
    if (has('dry-run') || plan.changed === 0) {
      for (const result of unprinted) printReplayed(result, out)
      return end(plan, call)
    }
    out.say(planSummary(plan))
    await confirm(call, { text: 'Write this?', what: 'written', advice: 'Use --yes to write, or --dry-run' })

    const bar = out.progress(plan.read)
    const done = createTally()
    try {
      for await (const result of resultsOf(gateway, { ...request, dryRun: false })) {
        done.add(result)
        bar.show(Math.min(done.read, plan.read))
        if (out.json && isReported(result)) printReplayed(result, out)
      }
    } catch (error) {
      bar.end()
      out.note(`Interrupted after ${done.read} of ${plan.read}. Written corrections stay. Run the same command again.`)
      throw error
    }
    bar.end()
    end(done, call)
  }
}

/** What to replay: one delivery, or all that match a filter. */
interface ReplayRequest {
  id: string | undefined
  filter: object
  by: string
}

async function requestOf({ words: [id], text }: Call): Promise<ReplayRequest> {
  await chosenChannel({ text })
  const filter: Record<string, string> = {}
  for (const name of FILTERS) {
    const value = text(name)
    if (value !== undefined) filter[name] = value
  }
  for (const name of ['since', 'until']) {
    const value = text(name)
    if (value !== undefined) filter[name] = timeOption(name, value)
  }
  const { since, until } = filter
  if (since !== undefined && until !== undefined && since >= until) {
    throw new UsageError(`--since (${since}) must be before --until (${until})`)
  }
  const isFiltered = Object.keys(filter).length > 0
  if (id === undefined && !isFiltered)
    throw new UsageError('replay needs the ID of a delivery, or a filter like --outcome quarantined')
  if (id !== undefined && isFiltered) throw new UsageError('an ID and filters exclude each other')
  return { id, filter, by: text('by') ?? `${userInfo().username}@${hostname()}` }
}

interface Page {
  results: Replayed[]
  cursor: string | null
  done: boolean
}

async function* resultsOf(
  gateway: GatewayClient,
  { id, filter, by, dryRun }: ReplayRequest & { dryRun: boolean }
): AsyncGenerator<Replayed> {
  if (id !== undefined) {
    const query = new URLSearchParams({ by, dryRun: String(dryRun) })
    yield await gateway.post<Replayed>(`/api/deliveries/${encodeURIComponent(id)}/replay?${query}`)
    return
  }
  // Later deliveries are read with the current code anyway.
  const ends = { until: new Date().toISOString(), ...filter }
  for (let after: string | null = null, done = false; !done; ) {
    const page: Page = await gateway.post<Page>('/api/replays', { ...ends, by, dryRun, ...(after && { after }) })
    yield* page.results
    after = page.cursor
    done = page.done
  }
}

/** Prints the summary. Deliveries that could not be read again are printed by then, and make the command fail. */
function end({ add: _add, ...tally }: Tally, { out }: Call): void {
  out.result(tally, tally.written > 0 ? writtenSummary(tally) : planSummary(tally))
  if (tally.failed > 0) throw new CommandFailed()
}

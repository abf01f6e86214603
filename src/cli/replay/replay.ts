import { hostname, userInfo } from 'node:os'
import { createInterface } from 'node:readline/promises'
import type { Replayed } from '../../../schemas/replay.ts'
import { type Call, type Command, Misuse, NotWell } from '../command.ts'
import { chosenChannel } from '../event-filter.ts'
import { GATEWAY_OPTIONS, type GatewayClient, gatewayClient } from '../gateway-client.ts'
import { isWorthALine, sum, summary, type Tally, tellReplayed, wouldBe } from './report.ts'
import { instantOf } from './time-option.ts'

const FILTERS = ['channel', 'source', 'outcome'] as const

export const replay: Command = {
  name: 'replay',
  summary: 'reads stored deliveries again with the code of today, and writes what is different',
  words: ['[ID]'],
  options: {
    since: { value: 'TIME', help: 'deliveries that came since: 2h, 3d, or an instant like 2026-03-01T00:00:00Z' },
    until: { value: 'TIME', help: 'deliveries that came before' },
    channel: { value: 'NAME', help: 'only of this channel: whatsapp, sms, pms' },
    source: { value: 'NAME', help: 'only of this source, e.g. twilio, mews' },
    outcome: { value: 'NAME', help: 'only what is accepted, duplicate, quarantined, rejected' },
    'dry-run': { help: 'show the difference, and write nothing' },
    yes: { help: 'write without asking, for scripts' },
    by: { value: 'NAME', help: 'who wants it; default: you, at this machine' },
    ...GATEWAY_OPTIONS
  },
  details: [
    'It shows the difference first, asks, and then writes. What is on the feed stays: a correction is a new event.',
    'Doing it twice changes nothing more, so it can be interrupted and begun again.',
    'Without values of guests: a line names paths. --json has all of each difference.'
  ],
  examples: [
    'bellhook replay --outcome quarantined --since 2d',
    'bellhook replay --channel pms --source mews --since 2026-03-01T00:00:00Z --dry-run',
    'bellhook replay 01a20b28-f14e-744f-8035-7ce9304ef198',
    'bellhook replay --outcome quarantined --yes --json'
  ],

  async run(call) {
    const { has, out } = call
    const wish = wishOf(call)
    if (has('yes') && has('dry-run')) throw new Misuse('--yes and --dry-run do not go together')
    const gateway = gatewayClient(call)

    const looked = sum()
    const untold: Replayed[] = []
    for await (const result of resultsOf(gateway, { ...wish, dryRun: true })) {
      looked.add(result)
      if (!isWorthALine(result)) continue
      // Programs get what has happened, and not before what would.
      if (!(out.json && has('yes'))) tellReplayed(result, out)
      else if (looked.news === 0) untold.push(result)
    }
    if (has('dry-run') || looked.news === 0) {
      for (const result of untold) tellReplayed(result, out)
      return end(looked, call)
    }
    out.say(wouldBe(looked))
    if (!has('yes') && !(await isAgreed(call))) throw new NotWell()

    const bar = out.progress(looked.all)
    const done = sum()
    try {
      for await (const result of resultsOf(gateway, { ...wish, dryRun: false })) {
        done.add(result)
        bar.show(Math.min(done.all, looked.all))
        if (out.json && isWorthALine(result)) tellReplayed(result, out)
      }
    } catch (error) {
      bar.end()
      out.note(`Broke off after ${done.all} of ${looked.all}. What is written stays: give the same command again.`)
      throw error
    }
    bar.end()
    end(done, call)
  }
}

/** One delivery by its id, or a filter. */
interface Wish {
  id: string | undefined
  filter: object
  by: string
}

function wishOf({ words: [id], text }: Call): Wish {
  chosenChannel({ text })
  const filter: Record<string, string> = {}
  for (const name of FILTERS) {
    const value = text(name)
    if (value !== undefined) filter[name] = value
  }
  for (const name of ['since', 'until']) {
    const value = text(name)
    if (value !== undefined) filter[name] = instantOf(name, value)
  }
  const isFiltered = Object.keys(filter).length > 0
  if (id === undefined && !isFiltered) throw new Misuse('replay needs an ID, or a filter like --outcome quarantined')
  if (id !== undefined && isFiltered) throw new Misuse('an ID and filters do not go together')
  return { id, filter, by: text('by') ?? `${userInfo().username}@${hostname()}` }
}

interface Page {
  results: Replayed[]
  cursor: string | null
  done: boolean
}

async function* resultsOf(
  gateway: GatewayClient,
  { id, filter, by, dryRun }: Wish & { dryRun: boolean }
): AsyncGenerator<Replayed> {
  if (id !== undefined) {
    const query = new URLSearchParams({ by, dryRun: String(dryRun) })
    yield await gateway.post<Replayed>(`/api/deliveries/${encodeURIComponent(id)}/replay?${query}`)
    return
  }
  // What comes from now on is read with the code of today anyway.
  const ends = { until: new Date().toISOString(), ...filter }
  for (let after: string | null = null, done = false; !done; ) {
    const page: Page = await gateway.post<Page>('/api/replays', { ...ends, by, dryRun, ...(after && { after }) })
    yield* page.results
    after = page.cursor
    done = page.done
  }
}

async function isAgreed({ out }: Call): Promise<boolean> {
  if (!process.stdin.isTTY || out.json) {
    throw new Misuse('nothing is written: here nobody can be asked. Say --yes to write, or --dry-run to look only')
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const gone = new AbortController()
  // Ctrl-C and Ctrl-D: no.
  terminal.on('SIGINT', () => terminal.close()).on('close', () => gone.abort())
  const { signal } = gone
  const answer = await terminal.question('Write this? [y/N] ', { signal }).catch(() => '')
  terminal.close()
  if (/^y(es)?$/i.test(answer.trim())) return true
  out.note('Nothing is written.')
  return false
}

/** What could not be read again has been told; a script has to see it too. */
function end({ add: _add, ...tally }: Tally, { out }: Call): void {
  out.tell(tally, tally.written > 0 ? summary(tally) : wouldBe(tally))
  if (tally.failed > 0) throw new NotWell()
}

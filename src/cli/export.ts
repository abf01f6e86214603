import type { Command } from './command.ts'
import { type EventFile, openEventFile } from './event-file.ts'
import { EVENT_FILTER, eventQuery } from './event-filter.ts'
import { eventPages } from './event-pages.ts'
import { GATEWAY_OPTIONS, gatewayClient } from './gateway-client.ts'
import { noProgress } from './progress.ts'
import { untilInterrupted } from './until-interrupted.ts'

/** `export` is a word of the language. */
export const exportEvents: Command = {
  name: 'export',
  summary: 'writes events as NDJSON: one CloudEvent a line, oldest first',
  options: {
    ...GATEWAY_OPTIONS,
    ...EVENT_FILTER,
    after: { value: 'CURSOR', help: 'only what lies behind this cursor' },
    out: { value: 'FILE', help: 'into this file instead of stdout; with --after at its end' }
  },
  details: [
    'It says with which cursor the next export goes on, also where it breaks off. Beside events on stdout it does so on stderr.'
  ],
  examples: [
    'bellhook export > events.ndjson',
    'bellhook export --out events.ndjson --after cDEyMw',
    "bellhook export --type reservation.created | jq -r '.data.reservation.arrivalDate'"
  ],
  async run(call) {
    const { text, out } = call
    const gateway = gatewayClient(call)
    const file = text('out')
    let after = text('after')
    let count = 0
    // Events on a terminal and a count of them would be one heap.
    const bar = file === undefined && process.stdout.isTTY ? noProgress : out.progress()

    let target: EventFile | undefined
    try {
      for await (const { events, cursor } of untilInterrupted(eventPages(gateway, after, eventQuery(call)))) {
        // Not before there is a page: for a gateway that is away no file is emptied.
        if (file !== undefined) target ??= await openEventFile(file, text('after') !== undefined)
        const page = events.map((event) => `${JSON.stringify(event)}\n`).join('')
        await (target === undefined ? print(page) : target.write(page))
        after = cursor
        count += events.length
        bar.show(count)
      }
    } catch (error) {
      bar.end()
      const told = `Broke off after ${count} events. Go on with: --after ${after}`
      if (count > 0) out.aside({ events: count, cursor: after, file }, told)
      throw error
    }
    bar.end()
    await target?.close()
    const told = `${count} events${file === undefined ? '' : ` in ${file}`}. The next export goes on with: --after ${after}`
    // On stdout are the events.
    const tell = file === undefined ? out.aside : out.tell
    tell({ events: count, cursor: after, file }, told)
  }
}

/** Returns when it has been written. Where it cannot be, `bellhook.ts` ends the process. */
function print(page: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(page, (error) => error ?? resolve()))
}

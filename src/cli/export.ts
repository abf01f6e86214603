import { type Command, UsageError } from './command.ts'
import { type EventFile, type EventFileMode, openEventFile } from './event-file.ts'
import { EVENT_FILTER, eventQuery } from './event-filter.ts'
import { eventPages } from './event-pages.ts'
import { GATEWAY_OPTIONS, gatewayClient } from './gateway-client.ts'
import { noProgress } from './progress.ts'
import { untilInterrupted } from './until-interrupted.ts'

/** `export` alone is a reserved word. */
export const exportEvents: Command = {
  name: 'export',
  options: {
    ...GATEWAY_OPTIONS,
    ...EVENT_FILTER,
    after: { value: 'CURSOR', help: 'only events after this cursor' },
    out: { value: 'FILE', help: 'write to a new file instead of stdout; with --after, append to it' },
    overwrite: { help: 'replace FILE if it exists' }
  },
  details: [
    'Each line is one CloudEvent as JSON. It prints the cursor for the next export, also if it is interrupted; on stderr if the events go to stdout.'
  ],
  examples: [
    'bellhook export > events.ndjson',
    'bellhook export --out events.ndjson --after cDEyMw',
    'bellhook export --type reservation.created | jq -r .subject'
  ],
  async run(call) {
    const { text, has, out } = call
    const gateway = gatewayClient(call)
    const file = text('out')
    let after = text('after')
    const mode = modeOf({ file, append: after !== undefined, overwrite: has('overwrite') })
    const filter = await eventQuery(call)
    let count = 0
    // A count would mix with events on the same terminal.
    const bar = file === undefined && out.isTerminal ? noProgress : out.progress()

    let target: EventFile | undefined
    try {
      for await (const { events, cursor } of untilInterrupted(eventPages(gateway, after, filter))) {
        // Opened with the first page, so that an unreachable gateway leaves no empty file.
        if (file !== undefined) target ??= await openTarget(file, mode)
        const page = events.map((event) => `${JSON.stringify(event)}\n`).join('')
        await (target === undefined ? out.write(page) : target.write(page))
        after = cursor
        count += events.length
        bar.show(count)
      }
    } catch (error) {
      bar.end()
      const line = `Interrupted after ${count} events. Continue with: --after ${after}`
      if (count > 0) out.resultOnStderr({ events: count, cursor: after, file }, line)
      throw error
    }
    bar.end()
    await target?.close()
    const line = `${count} events${file === undefined ? '' : ` in ${file}`}. For the next export: --after ${after}`
    const report = file === undefined ? out.resultOnStderr : out.result
    report({ events: count, cursor: after, file }, line)
  }
}

function modeOf({
  file,
  append,
  overwrite
}: Record<'append' | 'overwrite', boolean> & { file?: string | undefined }): EventFileMode {
  if (overwrite && file === undefined) throw new UsageError('--overwrite needs --out FILE')
  if (overwrite && append) throw new UsageError('--overwrite and --after exclude each other')
  if (append) return 'append'
  return overwrite ? 'overwrite' : 'create'
}

async function openTarget(file: string, mode: EventFileMode): Promise<EventFile> {
  return openEventFile(file, mode).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    throw new UsageError(`--out ${file} exists: use --overwrite to replace it, or --after CURSOR to append`)
  })
}

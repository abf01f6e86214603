import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import type { DestinationView } from '../../destinations/destination-view.ts'
import type { TestResult } from '../../destinations/test-destination.ts'
import { commandOf, encoded, listOf, required } from '../accounts/actions.ts'
import { listAll } from '../accounts/list-all.ts'
import { CommandFailed, UsageError } from '../command.ts'
import { confirm } from '../confirm.ts'
import type { Output } from '../output.ts'
import { type Attempt, attemptLine, type DeadLetter, deadLetterLine, destinationLine } from './lines.ts'
import { replayBody } from './replay-body.ts'

const GIVING_UP = { what: 'changed', advice: 'Use --yes to give up these events' } as const

export const destinations = commandOf(
  {
    name: 'destinations',
    options: {
      file: { value: 'FILE', help: 'set: JSON of the destination; - reads standard input' },
      from: { value: 'FROM', help: 'resume: now gives up what waited. replay: the cursor behind which it begins' },
      to: { value: 'CURSOR', help: 'replay: the last cursor; default: the end of the feed' },
      events: { value: 'IDS', help: 'replay: ids of events, with commas' },
      'dead-letters': { help: 'replay: the events that were given up' },
      grace: { value: 'SECONDS', help: 'rotate: how long the old secret signs as well; default: 86400' },
      yes: { help: 'do not ask before events are given up' }
    },
    details: [
      'set creates or replaces a destination. Only url is required: {"url": "https://butler.example.com/events"}. The signing secret is printed once.',
      'test sends one signed event, also while the destination is paused, and ends with 1 if the receiver does not answer with 2xx.',
      'attempts shows why deliveries fail. After the repair, replay NAME --dead-letters sends what was given up.'
    ],
    examples: [
      'bellhook destinations set butler --file butler.json',
      'bellhook destinations test butler',
      'bellhook destinations attempts butler',
      'bellhook destinations replay butler --dead-letters'
    ]
  },
  {
    list: {
      words: '',
      async run(gateway, { out }) {
        const { destinations: found } = await gateway.get<{ destinations: DestinationView[] }>('/api/destinations')
        for (const one of found) print(out, one)
        if (found.length === 0) out.say('There are no destinations.')
      }
    },
    show: { words: 'NAME', run: async (gateway, { out }, words) => print(out, await gateway.get(pathOf(words))) },
    set: {
      words: 'NAME',
      async run(gateway, call, words) {
        const body = await readBody(required(call, 'file'))
        print(call.out, await gateway.change<DestinationView & { secret?: string }>('PUT', pathOf(words), body))
      }
    },
    delete: {
      words: 'NAME',
      async run(gateway, call, words) {
        const [name] = words
        await confirm(call, { ...GIVING_UP, text: `Remove ${name}, and give up what it has not been sent?` })
        await gateway.change('DELETE', pathOf(words))
        call.out.result({ name, removed: true }, `${name} is removed.`)
      }
    },
    test: {
      words: 'NAME',
      async run(gateway, { out }, words) {
        const result = await gateway.post<TestResult>(`${pathOf(words)}/test`, {})
        const { ok, status, ms, problem, answer } = result
        const lines = ok ? [`OK: ${status} after ${ms} ms`] : [`Failed: ${problem}`, ...(answer ? [answer] : [])]
        out.result(result, lines.join('\n'))
        if (!ok) throw new CommandFailed()
      }
    },
    pause: {
      words: 'NAME',
      run: async (gateway, { out }, words) => print(out, await gateway.post(`${pathOf(words)}/pause`, {}))
    },
    resume: {
      words: 'NAME',
      async run(gateway, call, words) {
        const from = call.text('from')
        const text = `Resume ${words[0]} from now, and give up what waited?`
        if (from !== undefined) await confirm(call, { ...GIVING_UP, text })
        print(call.out, await gateway.post(`${pathOf(words)}/resume`, from === undefined ? {} : { from }))
      }
    },
    rotate: {
      words: 'NAME',
      async run(gateway, call, words) {
        const graceSeconds = call.count('grace', 0)
        const body = graceSeconds === undefined ? {} : { graceSeconds }
        const made = await gateway.post<{ secret: string; previousUntil: string }>(`${pathOf(words)}/rotate`, body)
        call.out.result(made, `${made.secret}\nThe old secret signs as well until ${made.previousUntil}.`)
      }
    },
    replay: {
      words: 'NAME',
      async run(gateway, call, words) {
        const body = replayBody({
          ...{ from: call.text('from'), to: call.text('to'), events: listOf(call, 'events') },
          deadLetters: call.has('dead-letters')
        })
        const answer = await gateway.post<{ events?: number }>(`${pathOf(words)}/replay`, body)
        const what = answer.events === undefined ? 'The range' : `${answer.events} events`
        call.out.result(answer, `${what} will be sent again.`)
      }
    },
    attempts: {
      words: 'NAME',
      async run(gateway, { out }, words) {
        const { attempts } = await gateway.get<{ attempts: Attempt[] }>(`${pathOf(words)}/attempts`)
        for (const one of attempts) out.result(one, attemptLine(one))
        if (attempts.length === 0) out.say('No attempt is kept. Successes are kept with "attempts": "all" only.')
      }
    },
    'dead-letters': {
      words: 'NAME',
      async run(gateway, { out }, words) {
        let count = 0
        for await (const one of listAll<DeadLetter>(gateway, `${pathOf(words)}/dead-letters`, 'deadLetters')) {
          out.result(one, deadLetterLine(one))
          count++
        }
        if (count === 0) out.say('No event was given up.')
      }
    }
  }
)

function pathOf(words: readonly string[]): string {
  return `/api/destinations/${encoded(words)}`
}

async function readBody(file: string): Promise<object> {
  const text = file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8').catch(unreadable(file))
  try {
    return JSON.parse(text)
  } catch {
    // The message of JSON.parse may repeat a secret.
    throw new UsageError(`${file === '-' ? 'standard input' : file} is not JSON`)
  }
}

function unreadable(file: string): (error: unknown) => never {
  return (error) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new UsageError(`${file} cannot be read (${code})`)
  }
}

function print(out: Output, one: (DestinationView & { secret?: string }) | undefined): void {
  if (one !== undefined) out.result(one, destinationLine(one))
}

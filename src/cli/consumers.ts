import type { ConsumerView } from '../consumers/consumer-view.ts'
import { commandOf, encoded, required } from './accounts/actions.ts'
import { confirm } from './confirm.ts'
import { numberOf } from './number-of.ts'

const CHANGE = { what: 'changed', advice: 'Use --yes to agree' } as const

export const consumers = commandOf(
  {
    name: 'consumers',
    options: {
      to: { value: 'FROM', help: 'of move: now, start, or a cursor of the feed' },
      yes: { help: 'give up events without asking, for scripts' }
    },
    details: ['The first GET /api/consumers/NAME/events creates a consumer: see docs/consumers.md.'],
    examples: ['bellhook consumers list', 'bellhook consumers move butler --to start']
  },
  {
    list: {
      words: '',
      async run(gateway, { out }) {
        const { consumers: all } = await gateway.get<{ consumers: ConsumerView[] }>('/api/consumers')
        for (const consumer of all) out.result(consumer, lineOf(consumer))
        if (all.length === 0) out.note('There are no named consumers.')
      }
    },
    show: {
      words: 'NAME',
      async run(gateway, { out }, [name = '']) {
        const consumer = await gateway.get<ConsumerView>(pathOf(name))
        out.result(consumer, detailsOf(consumer))
      }
    },
    delete: {
      words: 'NAME',
      async run(gateway, call, [name = '']) {
        await confirm(call, { ...CHANGE, text: `Remove ${name}, with its cursor and its dead letters?` })
        await gateway.change('DELETE', pathOf(name))
        call.out.result({ name, removed: true }, `${name} is removed.`)
      }
    },
    move: {
      words: 'NAME',
      async run(gateway, call, [name = '']) {
        const to = required(call, 'to')
        const text = `Move ${name} to ${to}? Its leases end, and its parked events are given up.`
        await confirm(call, { ...CHANGE, text })
        const moved = await gateway.change<ConsumerView>('PUT', `${pathOf(name)}/position`, { to })
        if (moved !== undefined) call.out.result(moved, detailsOf(moved))
      }
    }
  }
)

function pathOf(name: string): string {
  return `/api/consumers/${encoded([name])}`
}

function lineOf({ name, lag, leases, shards, parked, deadLetters }: ConsumerView): string {
  const read = `${leases.length} of ${numberOf(shards, 'shard')} leased`
  return `${name}  ${lag.events} behind (${lag.seconds} s)  ${read}  ${parked} parked  ${deadLetters} dead letters`
}

function detailsOf(consumer: ConsumerView): string {
  const { filter, ordering, ladder, deadLetter, cursor, leases } = consumer
  return [
    lineOf(consumer),
    `  filter      ${Object.keys(filter).length === 0 ? 'all events' : JSON.stringify(filter)}`,
    `  ordering    ${ordering}`,
    `  ladder      ${ladder.join(', ')} s, dead letter: ${deadLetter}`,
    `  cursor      ${cursor}`,
    ...leases.map(({ shard, expires }) => `  lease       shard ${shard} until ${expires}`)
  ].join('\n')
}

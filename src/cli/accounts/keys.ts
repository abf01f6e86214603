import type { ApiKeyView } from '../../accounts/manage-keys.ts'
import type { Output } from '../output.ts'
import { commandOf, encoded, listOf, required } from './actions.ts'
import { listAll } from './list-all.ts'

export const keys = commandOf(
  {
    name: 'keys',
    options: {
      scopes: { value: 'LIST', help: 'like events.read,metrics' },
      hotels: { value: 'LIST', help: 'only these hotels; default: all' },
      'ends-at': { value: 'TIME', help: 'RFC 3339, or never; default: in a year' },
      'overlap-seconds': { value: 'N', help: 'the old key stays good; default: 86400' }
    },
    details: ['Scopes: events.read, deliveries.read, bodies.read, replay, metrics, manage. The key is printed once.'],
    examples: ['bellhook keys add butler --scopes events.read', 'bellhook keys rotate butler --overlap-seconds 3600']
  },
  {
    add: {
      words: 'NAME',
      async run(gateway, call, [name]) {
        const [hotels, endsAt] = [listOf(call, 'hotels'), call.text('ends-at')]
        required(call, 'scopes')
        const body = {
          ...{ name, scopes: listOf(call, 'scopes') },
          ...(hotels && { hotels }),
          ...(endsAt && { endsAt: endsAt === 'never' ? null : endsAt })
        }
        print(call.out, await gateway.post('/api/keys', body))
      }
    },
    list: {
      words: '',
      async run(gateway, { out }) {
        for await (const key of listAll<ApiKeyView>(gateway, '/api/keys', 'keys')) print(out, key)
      }
    },
    rotate: {
      words: 'NAME',
      async run(gateway, { count, out }, words) {
        const overlapSeconds = count('overlap-seconds', 0)
        const body = overlapSeconds === undefined ? {} : { overlapSeconds }
        print(out, await gateway.post(`/api/keys/${encoded(words)}/rotate`, body))
      }
    },
    revoke: {
      words: 'NAME',
      async run(gateway, { out }, words) {
        await gateway.change('DELETE', `/api/keys/${encoded(words)}`)
        const [name] = words
        out.result({ name, revoked: true }, `${name} is revoked.`)
      }
    }
  }
)

function print(out: Output, key: ApiKeyView & { key?: string }): void {
  const { name, hint, scopes, endedAt, endsAt } = key
  const end = endedAt === null ? `ends ${endsAt ?? 'never'}` : `revoked ${endedAt}`
  out.result(key, `${name}  …${hint}  ${scopes.join(',')}  ${end}${key.key === undefined ? '' : `\n${key.key}`}`)
}

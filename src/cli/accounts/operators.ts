import type { OperatorView } from '../../accounts/manage-operators.ts'
import type { Output } from '../output.ts'
import { commandOf, encoded, listOf, required } from './actions.ts'
import { listAll } from './list-all.ts'

export const operators = commandOf(
  {
    name: 'operators',
    options: {
      role: { value: 'ROLE', help: 'viewer, operator, or admin' },
      hotels: { value: 'LIST', help: 'only these hotels; default: all' },
      email: { value: 'ADDRESS', help: 'logs in with OpenID Connect too' }
    },
    details: ['`add` prints a setup link. It works once, within 48 hours, and lets the person set a password.'],
    examples: ['bellhook operators add mara --role admin', 'bellhook operators remove mara']
  },
  {
    add: {
      words: 'NAME',
      async run(gateway, call, [name]) {
        const hotels = listOf(call, 'hotels')
        const email = call.text('email')
        const body = { name, role: required(call, 'role'), ...(hotels && { hotels }), ...(email && { email }) }
        print(call.out, await gateway.post('/api/operators', body))
      }
    },
    list: {
      words: '',
      async run(gateway, { out }) {
        for await (const one of listAll<OperatorView>(gateway, '/api/operators', 'operators')) print(out, one)
      }
    },
    remove: {
      words: 'NAME',
      async run(gateway, { out }, words) {
        await gateway.change('DELETE', `/api/operators/${encoded(words)}`)
        const [name] = words
        out.result({ name, removed: true }, `${name} is removed.`)
      }
    }
  }
)

function print(out: Output, operator: OperatorView & { url?: string }): void {
  const { name, role, hotels, url } = operator
  out.result(operator, `${name}  ${role}  ${hotels?.join(',') ?? 'all hotels'}${url === undefined ? '' : `\n${url}`}`)
}

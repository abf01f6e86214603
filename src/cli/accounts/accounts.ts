import type { AccountView } from '../../accounts/account-view.ts'
import type { Imported } from '../../accounts/import-accounts.ts'
import type { Output } from '../output.ts'
import { commandOf, encoded, required } from './actions.ts'
import { listAll } from './list-all.ts'

export const accounts = commandOf(
  {
    name: 'accounts',
    options: {
      kind: { value: 'KIND', help: 'whatsapp, twilio, pms, or the name of an adapter' },
      name: { value: 'NAME', help: 'name for people' },
      hotel: { value: 'SLUG', help: 'hotel of the account or of the id' },
      label: { value: 'TEXT', help: 'note about an id' },
      confirm: { value: 'SLUG', help: 'removes an account that has deliveries' }
    },
    details: [
      'Types of ids: phone_number_id, waba_id (whatsapp); number, messaging_service_sid, account_sid (twilio); property (hotel systems).',
      'import makes accounts from the variables of the running gateway, and prints the variables that may go then. A TWILIO_AUTH_TOKEN without AccountSid stays.'
    ],
    examples: [
      'bellhook accounts add seaview-wa --kind whatsapp --name Desk --hotel seaview',
      'bellhook accounts add-id seaview-wa phone_number_id 106540352242922',
      'bellhook accounts pause seaview-wa'
    ]
  },
  {
    add: {
      words: 'SLUG',
      async run(gateway, call, [slug]) {
        const hotel = call.text('hotel')
        const given = { slug, kind: required(call, 'kind'), name: required(call, 'name') }
        print(call.out, await gateway.post('/api/accounts', { ...given, ...(hotel && { hotel }) }))
      }
    },
    list: {
      words: '',
      async run(gateway, { out }) {
        for await (const one of listAll<AccountView>(gateway, '/api/accounts', 'accounts')) print(out, one)
      }
    },
    show: {
      words: 'SLUG',
      run: async (gateway, { out }, words) => print(out, await gateway.get(`/api/accounts/${encoded(words)}`))
    },
    pause: {
      words: 'SLUG',
      run: async (gateway, { out }, words) =>
        print(out, await gateway.change('PATCH', `/api/accounts/${encoded(words)}`, { state: 'paused' }))
    },
    resume: {
      words: 'SLUG',
      run: async (gateway, { out }, words) =>
        print(out, await gateway.change('PATCH', `/api/accounts/${encoded(words)}`, { state: 'active' }))
    },
    'add-id': {
      words: 'SLUG TYPE VALUE',
      async run(gateway, { text, out }, [slug = '', ...id]) {
        const [hotel, label] = [text('hotel'), text('label')]
        const path = `/api/accounts/${encoded([slug])}/ids/${encoded(id)}`
        print(out, await gateway.change('PUT', path, { ...(hotel && { hotel }), ...(label && { label }) }))
      }
    },
    remove: {
      words: 'SLUG',
      async run(gateway, { text, out }, words) {
        const confirm = text('confirm')
        const query = confirm === undefined ? '' : `?confirm=${encodeURIComponent(confirm)}`
        await gateway.change('DELETE', `/api/accounts/${encoded(words)}${query}`)
        const [slug] = words
        out.result({ slug, removed: true }, `${slug} is removed.`)
      }
    },
    import: {
      words: '',
      async run(gateway, { out }) {
        const { accounts: made } = await gateway.post<{ accounts: Imported[] }>('/api/accounts/import')
        for (const one of made) out.result(one, `${one.slug}  may go now: ${one.variables.join(', ') || 'nothing'}`)
        if (made.length === 0) out.say('No variable of the gateway has a secret that can be imported.')
      }
    }
  }
)

function print(out: Output, account: AccountView | undefined): void {
  if (account === undefined) return
  const { slug, kind, hotel, state, urls, ids, secrets } = account
  const lines = [
    `${slug}  ${kind}  ${hotel ?? '(no hotel)'}  ${state}`,
    ...urls.map((url) => `  ${url}`),
    ...ids.map((id) => `  ${id.type}  ${id.value}  ${id.hotel ?? ''}`.trimEnd()),
    ...secrets.map(
      ({ purpose, id, usedAt, endsAt }) =>
        `  ${purpose}  ${id}  used ${usedAt ?? 'never'}${endsAt ? `, ends ${endsAt}` : ''}`
    )
  ]
  out.result(account, lines.join('\n'))
}

import { text as readAll } from 'node:stream/consumers'
import type { SecretView } from '../../db/accounts/accounts.ts'
import { UsageError } from '../command.ts'
import { numberOf } from '../number-of.ts'
import { commandOf, encoded } from './actions.ts'

export const secrets = commandOf(
  {
    name: 'secrets',
    options: {
      'ends-at': { value: 'TIME', help: 'refused from this time on, RFC 3339' },
      at: { value: 'TIME', help: 'time at which a secret ends; default: now' }
    },
    details: [
      'add reads the secret from standard input. A line break at the end is cut off.',
      'Purposes: app_secret, verify_token (whatsapp); auth_token (twilio); webhook_secret, webhook_token (hotel systems).',
      'reseal seals everything with the first key of SECRETS_KEY. status shows which keys are still needed.'
    ],
    examples: [
      'bellhook secrets add seaview-wa app_secret < app-secret.txt',
      'bellhook secrets end seaview-wa 0198c1a2-3b4c-7d5e-8f60-718293a4b5c6',
      'bellhook secrets reseal'
    ]
  },
  {
    add: {
      words: 'SLUG PURPOSE',
      async run(gateway, { text, out }, [slug = '', purpose]) {
        const value = (await readAll(process.stdin)).replace(/\r?\n$/, '')
        if (value === '') throw new UsageError('standard input has no secret')
        const endsAt = text('ends-at')
        const path = `/api/accounts/${encoded([slug])}/secrets`
        const secret = await gateway.post<SecretView>(path, { purpose, value, ...(endsAt && { endsAt }) })
        out.result(secret, `${slug} has a new ${purpose}: ${secret.id}`)
      }
    },
    end: {
      words: 'SLUG ID',
      async run(gateway, { text, out }, [slug = '', id = '']) {
        const endsAt = text('at') ?? new Date().toISOString()
        const path = `/api/accounts/${encoded([slug])}/secrets/${encoded([id])}`
        const secret = await gateway.change<SecretView>('PATCH', path, { endsAt })
        out.result(secret ?? {}, `${id} is refused from ${endsAt} on.`)
      }
    },
    reseal: {
      words: '',
      async run(gateway, { out }) {
        const done = await gateway.post<{ resealed: number; left: number }>('/api/secrets/reseal')
        out.result(done, `${done.resealed} values were sealed anew. ${done.left} are left.`)
      }
    },
    status: {
      words: '',
      async run(gateway, { out }) {
        const status = await gateway.get<{ keys: { id: string; active: boolean; sealed: number }[] }>(
          '/api/secrets/status'
        )
        const lines = status.keys.map(
          ({ id, active, sealed }) => `${id}  ${active ? 'seals' : 'opens'}  ${numberOf(sealed, 'value')}`
        )
        out.result(status, lines.join('\n'))
      }
    }
  }
)

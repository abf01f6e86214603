import type { Verified } from '../../accounts/audit-log.ts'
import { CommandFailed } from '../command.ts'
import { commandOf } from './actions.ts'
import { listAll } from './list-all.ts'

interface Entry {
  position: number
  at: string
  actor: string
  action: string
  target: string
}

export const audit = commandOf(
  {
    name: 'audit',
    details: ['verify ends with exit code 1 if an entry was changed or removed past the gateway.'],
    examples: ['bellhook audit list --json', 'bellhook audit verify']
  },
  {
    list: {
      words: '',
      async run(gateway, { out }) {
        for await (const entry of listAll<Entry>(gateway, '/api/audit', 'entries')) {
          const { at, actor, action, target } = entry
          out.result(entry, `${at}  ${actor}  ${action}  ${target}`)
        }
      }
    },
    verify: {
      words: '',
      async run(gateway, { out }) {
        const verified = await gateway.get<Verified>('/api/audit/verify')
        const line = verified.ok
          ? `The audit log is whole: ${verified.entries} entries.`
          : `Entry ${verified.position} of the audit log was changed or is missing.`
        out.result(verified, line)
        if (!verified.ok) throw new CommandFailed()
      }
    }
  }
)

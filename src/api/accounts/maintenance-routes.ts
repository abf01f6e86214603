import type { AccountServices } from '../../accounts/accounts.ts'
import type { ChannelApp } from '../../contract/channel.ts'
import { callerOf, requireApiToken } from '../authorize.ts'
import { ACCOUNT, docsOf } from './docs.ts'

const STATUS = { keys: [{ id: '3fa94b10', active: true, sealed: 12 }] }

/** Routes of the commands that need what only the gateway has: SECRETS_KEY, and the variables of its environment. */
export async function maintenanceRoutes(
  app: ChannelApp,
  { secrets, audit, importer }: Pick<AccountServices, 'secrets' | 'audit' | 'importer'>
): Promise<void> {
  app.addHook('preValidation', requireApiToken)
  app.post(
    '/secrets/reseal',
    {
      config: {
        docs: docsOf('Seals all secrets with the first key of SECRETS_KEY', { resealed: 12, left: 0 }, ['FORBIDDEN'])
      }
    },
    async (request) => secrets.reseal(callerOf(request))
  )

  app.get('/secrets/status', { config: { docs: docsOf('Keys that seal secrets', STATUS, ['FORBIDDEN']) } }, async () =>
    secrets.status()
  )

  app.get(
    '/audit/verify',
    { config: { docs: docsOf('Checks the chain of the audit log', { ok: true, entries: 1204 }, ['FORBIDDEN']) } },
    async () => audit.verify()
  )

  app.post(
    '/accounts/import',
    {
      config: {
        docs: docsOf(
          'Makes accounts from the variables of the environment',
          { accounts: [{ ...ACCOUNT, variables: ['WHATSAPP_APP_SECRET'] }] },
          ['FORBIDDEN', 'SECRETS_KEY_MISSING']
        )
      }
    },
    async (request) => ({ accounts: await importer(callerOf(request)) })
  )
}

import { Type } from '@sinclair/typebox'
import type { ChannelApp } from '../../contract/channel.ts'
import { readAudit } from '../../db/accounts/audit.ts'
import type { Database } from '../../db/connect.ts'
import { callerOf } from '../authorize.ts'
import { CURSOR, docsOf, ENTRY } from './docs.ts'
import { ListQuery, pageOf, toListCursor } from './list.ts'

const Query = Type.Object(
  { ...ListQuery.properties, action: Type.Optional(Type.String()) },
  { additionalProperties: false }
)

export async function auditRoutes(app: ChannelApp, { database }: { database: Pick<Database, 'query'> }): Promise<void> {
  app.get(
    '/audit',
    {
      config: { docs: docsOf('The audit log, oldest first', { entries: [ENTRY], cursor: CURSOR }) },
      schema: { querystring: Query }
    },
    async (request) => {
      const { action, ...page } = request.query
      const { after, limit } = pageOf(page)
      const { hotelSlugs } = callerOf(request)
      const rows = await readAudit(database.query, { after, limit, action, hotels: hotelSlugs })
      const entries = rows.map(({ mac: _mac, detail, ...row }) => ({ ...row, detail: JSON.parse(detail) }))
      return { entries, cursor: toListCursor(rows.at(-1)?.position ?? after) }
    }
  )
}

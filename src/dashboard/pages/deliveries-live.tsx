import type { FastifyInstance, FastifyRequest } from 'fastify'
import { errors } from '../../contract/errors.ts'
import { fitsFilter, newestDelivery } from '../../db/dashboard/deliveries.ts'
import { openStreamSocket } from '../../feed/stream-socket.ts'
import { RESPONSE_HEADERS } from '../../http/response-headers.ts'
import { queryOf } from '../fields.ts'
import { createDeliveryTail, type LiveList } from '../live.ts'
import { partHtml } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { readCookie } from '../session-cookie.ts'
import { DELIVERY_COLUMNS } from '../view/delivery-columns.tsx'
import { ListRow } from '../view/list-table.tsx'
import { filterOf } from './deliveries-filter.ts'

/** Between two looks whether the session still counts. Each keeps the connection from being closed as idle. */
const CHECK_MS = 15_000

/** New deliveries as rows of the table, as server-sent events. */
export function deliveriesLive(app: FastifyInstance, services: DashboardServices): void {
  const { database, accounts, config, dashboardUrl } = services
  const limits = config.limits.dashboard
  const tail = createDeliveryTail({ database, limits, log: app.log })

  app.get('/app/deliveries/live', { exposeHeadRoute: false }, async (request, reply) => {
    if (tail.size() >= limits.streams) throw new errors.TOO_MANY_STREAMS()
    const newest = await newestDelivery(database.query)
    const filter = { ...filterOf(queryOf(request)), hotels: request.caller?.hotelSlugs }
    reply.hijack()
    reply.raw.writeHead(200, {
      ...RESPONSE_HEADERS,
      'content-type': 'text/event-stream',
      'x-accel-buffering': 'no'
    })
    const { closing, log } = app
    const socket = openStreamSocket(reply.raw, { closing, limits: config.limits.reads, isPressed: () => false, log })
    const list: LiveList = {
      position: startOf(request, newest, limits.liveRows),
      add(rows) {
        const fitting = rows.filter((row) => fitsFilter(row, filter))
        // A client that takes nothing is disconnected, and asks for the rows again.
        if (socket.pending() > config.limits.reads.behindBytes) return socket.destroy()
        for (const row of fitting) {
          const html = partHtml(request, <ListRow columns={DELIVERY_COLUMNS} row={row} />)
          socket.write(`id: ${row.position}\ndata: ${html.replace(/[\r\n]+/g, ' ')}\n\n`)
        }
      }
    }
    tail.add(list)
    const check = setInterval(() => void beat(), CHECK_MS)
    socket.signal.addEventListener('abort', () => {
      clearInterval(check)
      tail.remove(list)
      socket.end()
    })
    socket.write(`retry: 1000\nid: ${list.position}\n\n`)

    async function beat(): Promise<void> {
      const token = readCookie(request, dashboardUrl()) ?? ''
      const session = await accounts.sessions.find(token).catch(() => 'unknown')
      if (session === undefined) socket.destroy()
      else socket.write(':\n\n')
    }
  })
}

/** The position that the page has, or the one before the connection broke. */
function startOf(request: FastifyRequest, newest: number, most: number): number {
  const given = Number(request.headers['last-event-id'] || queryOf(request).get('after') || newest)
  return Number.isSafeInteger(given) ? Math.min(Math.max(given, newest - most), newest) : newest
}

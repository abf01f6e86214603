import type { FastifyInstance, FastifyRequest } from 'fastify'
import { errors } from '../../contract/errors.ts'
import { type DeliveryRow, fitsFilter, newestDelivery } from '../../db/dashboard/deliveries.ts'
import { openStreamSocket } from '../../feed/stream-socket.ts'
import { RESPONSE_HEADERS } from '../../http/response-headers.ts'
import { queryOf } from '../fields.ts'
import { createDeliveryTail, type LiveList } from '../live.ts'
import { partHtml } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { viewerOf } from '../session.ts'
import { readCookie } from '../session-cookie.ts'
import { DELIVERY_COLUMNS } from '../view/delivery-columns.tsx'
import { ListRow, rowId } from '../view/list-table.tsx'
import { filterOf } from './deliveries-filter.ts'

/** New deliveries as rows of the table, newest first, as server-sent events. With `attention`, only those that need it. */
export function deliveriesLive(app: FastifyInstance, services: DashboardServices): void {
  const { database, accounts, config, dashboardUrl } = services
  const limits = config.limits.dashboard
  const tail = createDeliveryTail({ database, limits, log: app.log })
  const htmlOf = createRowRenderer()

  app.get('/app/deliveries/live', { exposeHeadRoute: false }, async (request, reply) => {
    if (tail.size() >= limits.streams) throw new errors.TOO_MANY_STREAMS()
    const newest = await newestDelivery(database.query)
    const fits = fitsOf(request)
    reply.hijack()
    reply.raw.writeHead(200, {
      ...RESPONSE_HEADERS,
      'content-type': 'text/event-stream',
      'x-accel-buffering': 'no'
    })
    const { closing, log } = app
    const socket = openStreamSocket(reply.raw, { closing, limits: config.limits.reads, isPressed: () => false, log })
    const list: LiveList = {
      position: startOf(request, newest),
      add(rows) {
        const fitting = rows.filter(fits)
        const last = fitting.at(-1)
        if (last === undefined) return
        // A client that takes nothing is disconnected, and asks for the rows again.
        if (socket.pending() > config.limits.reads.behindBytes) return socket.destroy()
        const html = fitting.map((row) => htmlOf(request, row)).reverse()
        socket.write(`id: ${last.position}\ndata: ${html.join('')}\n\n`)
      }
    }
    tail.add(list)
    const check = setInterval(() => void checkSession(), limits.sessionCheckMs)
    socket.signal.addEventListener('abort', () => {
      clearInterval(check)
      tail.remove(list)
      socket.end()
    })
    socket.write(`retry: 1000\nid: ${list.position}\n\n`)

    /** A changed role, or changed hotels, end the sessions of a person. The comment keeps the connection from being closed as idle. */
    async function checkSession(): Promise<void> {
      const token = readCookie(request, dashboardUrl()) ?? ''
      const session = await accounts.sessions.find(token).catch(() => 'unknown')
      if (session === undefined) socket.destroy()
      else socket.write(':\n\n')
    }
  })
}

function fitsOf(request: FastifyRequest): (row: DeliveryRow) => boolean {
  const query = queryOf(request)
  const filter = { ...filterOf(query), hotels: request.caller?.hotelSlugs }
  const isAny = !query.has('attention')
  return (row) => (isAny || row.outcome === 'quarantined' || row.outcome === 'rejected') && fitsFilter(row, filter)
}

/** All lists get the same rows, so each row is rendered once for each time zone. */
function createRowRenderer() {
  const rendered = new WeakMap<DeliveryRow, Map<string, string>>()
  return (request: FastifyRequest, row: DeliveryRow): string => {
    const { zone } = viewerOf(request)
    const ofZones = rendered.get(row) ?? new Map<string, string>()
    rendered.set(row, ofZones)
    const view = <ListRow id={rowId(row.id)} columns={DELIVERY_COLUMNS} row={row} />
    const html = ofZones.get(zone) ?? oneLine(partHtml(request, view))
    ofZones.set(zone, html)
    return html
  }
}

/** A line break would end the field of the event. */
function oneLine(html: string): string {
  return html.replace(/[\r\n]+/g, ' ')
}

/** The position that the page has, or the one before the connection broke. One look catches up, with the newest rows. */
function startOf(request: FastifyRequest, newest: number): number {
  const given = Number(request.headers['last-event-id'] || queryOf(request).get('after') || newest)
  return Number.isSafeInteger(given) ? Math.min(Math.max(given, 0), newest) : newest
}

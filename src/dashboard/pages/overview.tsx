import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type DeliveryRow, listDeliveries, newestDelivery } from '../../db/dashboard/deliveries.ts'
import { countQuarantined, readTraffic, type TrafficRow } from '../../db/dashboard/traffic.ts'
import type { LedgerStatus } from '../../ledger/ledger.ts'
import { sendPage, sendPart } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { Clock } from '../view/clock.tsx'
import { DELIVERY_COLUMNS } from '../view/delivery-columns.tsx'
import { ListTable } from '../view/list-table.tsx'
import { LiveRows } from '../view/live-rows.tsx'
import { Badge, Panel } from '../view/parts.tsx'
import { TrafficChart } from '../view/traffic-chart.tsx'
import { count, nameOf } from '../view/words.ts'

const MOST_SHOWN = 6
const MOST_COUNTED = 10_000
const MOST_UNCLAIMED = 100

interface Overview {
  status: LedgerStatus
  traffic: readonly TrafficRow[]
  quarantined: number
  unclaimed: number
  attention: readonly DeliveryRow[]
  now: number
}

/**
 * Shows what is wrong, since when, and for which hotel. New deliveries that need attention come at once, and everything is read again every
 * five seconds.
 */
export function overviewPage(app: FastifyInstance, { database, accounts, ledger }: DashboardServices): void {
  app.get('/app', async (request, reply) => {
    const newest = await newestDelivery(database.query)
    return sendPage(
      request,
      reply,
      'Overview',
      <>
        <div hx-get="/app/overview/numbers" hx-trigger="every 5s" hx-swap="innerMorph">
          <Numbers {...(await read(request))} />
        </div>
        <LiveRows stream={`/app/deliveries/live?attention=1&after=${newest}`} most={MOST_SHOWN} />
      </>
    )
  })

  app.get('/app/overview/numbers', async (request, reply) =>
    sendPart(request, reply, <Numbers {...(await read(request))} />)
  )

  async function read(request: FastifyRequest): Promise<Overview> {
    const { query } = database
    const hotels = request.caller?.hotelSlugs
    const caller = { actor: '', hotels: request.caller?.hotels ?? null }
    const newest = { before: undefined, limit: MOST_SHOWN }
    const [traffic, quarantined, rows, rejected, { unclaimed }] = await Promise.all([
      readTraffic(query, hotels),
      countQuarantined(query, hotels, MOST_COUNTED),
      listDeliveries(query, { outcome: 'quarantined', hotels }, newest),
      listDeliveries(query, { outcome: 'rejected', hotels }, newest),
      accounts.unclaimed.list(caller, { after: 0, limit: MOST_UNCLAIMED, withoutIgnored: true })
    ])
    const attention = [...rows.rows, ...rejected.rows].sort((a, b) => b.position - a.position).slice(0, MOST_SHOWN)
    return { status: ledger.status(), traffic, quarantined, unclaimed: unclaimed.length, attention, now: Date.now() }
  }
}

function Numbers({ status, traffic, quarantined, unclaimed, attention, now }: Overview) {
  const deliveries = traffic.reduce((sum, row) => sum + row.deliveries, 0)
  return (
    <>
      <p class="health">
        <Health status={status} quarantined={quarantined} />
      </p>
      <div class="tiles">
        <Tile name="Deliveries, last hour" value={deliveries.toLocaleString('en')} href="/app/deliveries" />
        <Tile name="Quarantined" value={boundedCount(quarantined)} href="/app/quarantine" />
        <Tile name="Unclaimed ids" value={boundedCount(unclaimed, MOST_UNCLAIMED)} href="/app/unclaimed" />
        <Tile name="Spool depth" value={count(status.spool.records, 'delivery', 'deliveries')} href="/app/gateways" />
      </div>
      <Panel name="Deliveries per minute">
        <TrafficChart rows={traffic} now={now} />
      </Panel>
      <Panel name="Channels">
        <Sources traffic={traffic} />
      </Panel>
      <Panel name="Needs attention">
        <ListTable
          caption="The newest deliveries that need attention"
          columns={DELIVERY_COLUMNS}
          rows={attention}
          keyOf={({ id }) => id}
          isLive
          empty={<p>Nothing needs attention.</p>}
        />
      </Panel>
    </>
  )
}

function Health({ status: { spooling, waiting, spool }, quarantined }: Pick<Overview, 'status' | 'quarantined'>) {
  if (spooling && !spool.writable)
    return <Badge tone="bad">The database does not answer, and the spool takes nothing.</Badge>
  if (spooling) {
    return (
      <Badge tone="bad">{`The database does not take deliveries. The spool holds ${spool.bytes.toLocaleString('en')} bytes.`}</Badge>
    )
  }
  if (quarantined > 0) {
    return (
      <Badge tone="warn">{`Deliveries are stored. ${boundedCount(quarantined)} ${quarantined === 1 ? 'needs' : 'need'} attention.`}</Badge>
    )
  }
  return <Badge tone="ok">{waiting > 0 ? 'Deliveries are being stored.' : 'All is well.'}</Badge>
}

function Tile({ name, value, href }: { name: string; value: string; href: string }) {
  return (
    <div class="tile">
      <p class="soft">{name}</p>
      <p class="value">
        <a href={href}>{value}</a>
      </p>
    </div>
  )
}

function Sources({ traffic }: { traffic: readonly TrafficRow[] }) {
  const sources = new Map<string, { channel: string; deliveries: number; lastAt: string }>()
  for (const { source, channel, deliveries, lastAt } of traffic) {
    sources.set(source, { channel, deliveries: (sources.get(source)?.deliveries ?? 0) + deliveries, lastAt })
  }
  if (sources.size === 0) return <p class="soft">Nothing came in the last hour.</p>
  return (
    <ul>
      {[...sources].map(([source, { channel, deliveries, lastAt }]) => (
        <li key={source}>
          <a href={`/app/deliveries?channel=${encodeURIComponent(channel)}`}>{nameOf(source)}</a>:{' '}
          {count(deliveries, 'delivery', 'deliveries')}, the last at <Clock at={lastAt} />
        </li>
      ))}
    </ul>
  )
}

function boundedCount(number: number, most = MOST_COUNTED): string {
  return number >= most ? `more than ${(most - 1).toLocaleString('en')}` : number.toLocaleString('en')
}

import type { FastifyInstance } from 'fastify'
import type { GatewayView } from '../../gateways/heartbeat.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { Clock } from '../view/clock.tsx'
import { type Column, ListTable } from '../view/list-table.tsx'
import { Badge, Notice } from '../view/parts.tsx'

const PATH = '/app/gateways'
/** Three heartbeats. */
const SILENT_MS = 15_000

interface Row extends GatewayView {
  silentMs: number
  /** Version of the settings that the most advanced gateway has. */
  newest: number
}

export function gatewaysPage(app: FastifyInstance, { gateways }: DashboardServices): void {
  app.get(PATH, (request, reply) => sendPage(request, reply, 'Gateways', <Gateways found={gateways.list()} />))
}

function Gateways({ found }: { found: readonly GatewayView[] }) {
  const now = Date.now()
  const newest = Math.max(...found.map(({ config }) => config))
  const rows = found.map((gateway) => ({ ...gateway, newest, silentMs: now - gateway.seenAt }))
  const silent = rows.filter(({ silentMs }) => silentMs > SILENT_MS)
  return (
    <>
      {silent.map(({ id, name, silentMs }) => (
        <Notice key={id} tone="warn">
          {name} has not been seen for {seconds(silentMs)}. While it is away, it may still accept a secret that was
          ended.
        </Notice>
      ))}
      <ListTable caption="Gateways on this database" columns={COLUMNS} rows={rows} keyOf={({ id }) => id} />
      <p class="soft">
        Gateways hear each other over PostgreSQL notifications. Behind a pooler like PgBouncer, only the gateway that
        answers this page is listed.
      </p>
    </>
  )
}

const COLUMNS: readonly Column<Row>[] = [
  { head: 'Gateway', cell: ({ name, id }) => `${name} (${id.slice(0, 8)})` },
  { head: 'Version', cell: ({ version }) => version, wide: true },
  { head: 'Seen', cell: (row) => <Seen row={row} /> },
  {
    head: 'Settings known',
    cell: ({ config, newest }) => (config === newest ? `all (${config})` : `${config} of ${newest}`)
  },
  { head: 'Spool', cell: ({ spoolBytes, isSpooling }) => <SpoolState {...{ spoolBytes, isSpooling }} /> },
  { head: 'Clock', cell: ({ clockAheadMs }) => `${(clockAheadMs / 1_000).toFixed(1)} s`, wide: true },
  { head: 'Up since', cell: ({ startedAt }) => <Clock at={new Date(startedAt).toISOString()} />, wide: true }
]

function Seen({ row: { isThisOne, silentMs } }: { row: Row }) {
  if (isThisOne) {
    return (
      <>
        <Badge tone="ok">now</Badge>, answers this page
      </>
    )
  }
  return <Badge tone={silentMs > SILENT_MS ? 'bad' : 'ok'}>{seconds(silentMs)} ago</Badge>
}

function SpoolState({ spoolBytes, isSpooling }: { spoolBytes: number; isSpooling: boolean }) {
  if (!isSpooling) return <Badge tone="ok">empty</Badge>
  return (
    <>
      <Badge tone="warn">{Math.ceil(spoolBytes / 1_024)} KiB</Badge>: the database is behind
    </>
  )
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`
}

import type { FastifyInstance } from 'fastify'
import type { Config } from '../../config/config.ts'
import { Environment } from '../../config/environment.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { type Column, ListTable } from '../view/list-table.tsx'

const PATH = '/app/settings'

interface Row {
  name: string
  value: string
  about: string
}

export function settingsPage(app: FastifyInstance, services: DashboardServices): void {
  app.get(PATH, (request, reply) =>
    sendPage(
      request,
      reply,
      'Settings',
      <>
        <p>
          Settings are variables of the environment. A change needs a restart. Accounts, hotels, API keys, and people
          are changed on their pages, without one.
        </p>
        <ListTable caption="Settings in effect" columns={COLUMNS} rows={rowsOf(services)} keyOf={({ name }) => name} />
      </>
    )
  )
}

const COLUMNS: readonly Column<Row>[] = [
  { head: 'Setting', cell: ({ name }) => <code>{name}</code> },
  { head: 'Value', cell: ({ value }) => value },
  { head: 'Meaning', cell: ({ about }) => about, wide: true }
]

function rowsOf({ config, channels, dashboardUrl }: Pick<DashboardServices, 'config' | 'channels' | 'dashboardUrl'>) {
  const values = valuesOf(config, dashboardUrl())
  const settings = Object.entries(Environment.properties).flatMap(([name, { description = '' }]) => {
    const value = values[name]
    return value === undefined ? [] : [{ name, value, about: description.replaceAll('`', '') }]
  })
  const abouts = new Map(channels.flatMap(({ secrets }) => secrets.map((one) => [one.variable, one.without] as const)))
  const secrets = [...config.secrets].map(([name, { length }]) => {
    const without = abouts.get(name)
    return {
      name,
      value: stateOf(length),
      about: length === 0 && without !== undefined ? `Without it, ${without}.` : ''
    }
  })
  return [...settings, ...secrets]
}

const BY_VENDOR = 'not set: as each vendor needs it'

/** No value here may hold a password. */
function valuesOf(config: Config, dashboardUrl: string): Readonly<Record<string, string>> {
  const { retainDays, hydration, oidc } = config
  return {
    NODE_ENV: config.development ? 'development mode' : 'not development mode',
    HOST: config.host,
    PORT: String(config.port),
    PUBLIC_URL: withoutPassword(config.publicUrl),
    DASHBOARD_URL: dashboardUrl,
    DASHBOARD: config.dashboard ? 'on' : 'off',
    OIDC_ISSUER: oidc?.issuer ?? 'not set: operators log in with passwords',
    OIDC_CLIENT_ID: oidc?.clientId ?? 'not set',
    DATABASE_URL: config.databaseUrl === undefined ? 'not set: the embedded PostgreSQL' : 'set',
    DATA_DIR: config.dataDir,
    WORKERS: String(config.workers),
    SPOOL_MAX_BYTES: String(config.spoolMaxBytes),
    RETAIN_BODIES_DAYS: daysOf(retainDays.deliveries),
    RETAIN_EVENTS_DAYS: daysOf(retainDays.events),
    RETAIN_STATE_DAYS: daysOf(retainDays.entities),
    ALLOW_UNVERIFIED: [...config.unverified].join(', ') || 'none',
    LOG_LEVEL: config.logLevel,
    TRUST_PROXY: config.trustProxy.join(', ') || 'none',
    HYDRATION_WAIT_SECONDS: String(hydration.waitSeconds),
    RECONCILE_INTERVAL_SECONDS: String(hydration.reconcileSeconds),
    WEBHOOK_LAG_SECONDS: hydration.lagSeconds === undefined ? BY_VENDOR : String(hydration.lagSeconds),
    SILENCE_PROBE_SECONDS: hydration.probeSeconds === undefined ? BY_VENDOR : String(hydration.probeSeconds),
    DESTINATION_NETWORKS: config.destinationNetworks.join(', ') || 'none',
    DESTINATION_PROXY: config.destinationProxy === undefined ? 'none' : withoutPassword(config.destinationProxy),
    OTEL_EXPORTER_OTLP_ENDPOINT: config.tracing ? 'tracing is on' : 'tracing is off'
  }
}

function daysOf(days: number): string {
  return Number.isFinite(days) ? String(days) : 'keep'
}

function stateOf(values: number): string {
  if (values === 0) return 'not set'
  return values === 1 ? 'set' : `set, ${values} values`
}

function withoutPassword(text: string): string {
  const url = new URL(text)
  url.username = ''
  url.password = ''
  return url.href.replace(/\/$/, '')
}

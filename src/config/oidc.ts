import type { SecretSetting } from '../contract/channel.ts'

export interface OidcSettings {
  issuer: string
  clientId: string
  clientSecret: string
}

export const OIDC_CLIENT_SECRET: SecretSetting = {
  variable: 'OIDC_CLIENT_SECRET',
  authenticates: false,
  without: 'operators log in with passwords only'
}

interface Given {
  OIDC_ISSUER?: string
  OIDC_CLIENT_ID?: string
  DASHBOARD_URL?: string
}

/** The provider, if its settings are complete. `problems` has a sentence for each that is not. */
export function readOidc(
  { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, DASHBOARD_URL: dashboardUrl }: Given,
  secrets: ReadonlyMap<string, readonly string[]>,
  development: boolean
): { oidc: OidcSettings | undefined; problems: readonly string[] } {
  const [clientSecret] = secrets.get(OIDC_CLIENT_SECRET.variable) ?? []
  const named = { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, [OIDC_CLIENT_SECRET.variable]: clientSecret }
  const missing = Object.entries(named).flatMap(([name, value]) => (value === undefined ? [name] : []))
  if (missing.length === Object.keys(named).length) return { oidc: undefined, problems: [] }
  const problems = missing.map((name) => `${name} is not set: a login with OpenID Connect needs ${names(named)}`)
  if (issuer !== undefined && !isSafe(issuer, development)) {
    problems.push(`OIDC_ISSUER=${issuer} is invalid: use https:, or in development mode http: on this machine`)
  }
  if (!development && dashboardUrl === undefined) {
    problems.push('DASHBOARD_URL is not set: the OpenID Connect provider sends people back to it')
  }
  if (!development && !secrets.get('SECRETS_KEY')?.length) {
    problems.push('SECRETS_KEY is not set: a login with OpenID Connect needs it. Generate one: openssl rand -base64 32')
  }
  if (problems.length > 0 || !issuer || !clientId || !clientSecret) return { oidc: undefined, problems }
  return { oidc: Object.freeze({ issuer, clientId, clientSecret }), problems }
}

function names(named: object): string {
  return Object.keys(named).join(', ')
}

function isSafe(issuer: string, development: boolean): boolean {
  const { protocol, hostname } = new URL(issuer)
  if (protocol === 'https:') return true
  return development && ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

import leven from 'leven'
import type { Connection, ConnectionRefusal, LostPath } from '../accounts/connections.ts'

export type ConnectionState = 'waiting' | 'refused' | 'verified'

/** How an account stands with its provider. */
export interface ConnectionView {
  state: ConnectionState
  /** RFC 3339. Undefined: nothing has come. */
  at?: string | undefined
  refusal?: ConnectionRefusal | undefined
  confirmedAt?: string | undefined
}

/** What the database knows: the last use of secrets. */
interface Used {
  verifiedAt: string | null
  confirmedAt: string | null
}

/** What came last decides. What the gateways remember is exact; the database has it a few seconds later, and after a restart. */
export function connectionOf(remembered: Connection, used: Used): ConnectionView {
  const verifiedAt = remembered.verifiedAt ?? timeOf(used.verifiedAt)
  const confirmedAt = instant(remembered.confirmedAt ?? timeOf(used.confirmedAt))
  const { refusedAt = 0, refusal } = remembered
  if (refusedAt > verifiedAt) return { state: 'refused', at: instant(refusedAt), refusal, confirmedAt }
  return verifiedAt > 0
    ? { state: 'verified', at: instant(verifiedAt), confirmedAt }
    : { state: 'waiting', confirmedAt }
}

/** A wrong path is a matter of today's work. */
const RECENT_MS = 60 * 60_000
const MOST_MISTAKES = 3

/** The last path near the URL of an account that was called and does not exist. */
export function wrongPathOf(
  lost: readonly LostPath[],
  { urls, pathKey, since }: { urls: readonly string[]; pathKey: string; since: number }
): LostPath | undefined {
  // Without the prefix of PUBLIC_URL, which the proxy removes.
  const paths = urls.map((url) => url.slice(url.indexOf('/webhooks/')))
  const isNear = (path: string) => path.includes(pathKey) || paths.some((own) => isMistyped(path, own, pathKey))
  const now = Date.now()
  return lost.find(({ path, at }) => at > since && now - at < RECENT_MS && isNear(path))
}

function isMistyped(path: string, own: string, pathKey: string): boolean {
  const base = own.replace(`/a/${pathKey}`, '')
  const bare = path.replace(/\/+$/, '')
  return [own, base].some((right) => bare !== right && leven(bare, right) <= MOST_MISTAKES)
}

function timeOf(text: string | null): number {
  return text === null ? 0 : Date.parse(text)
}

function instant(ms: number | undefined): string | undefined {
  return ms ? new Date(ms).toISOString() : undefined
}

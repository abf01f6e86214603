import type { ProviderRow } from '../db/hydration/providers.ts'
import type { SilenceAlarms } from './silence-alarms.ts'
import type { TrafficHistory } from './traffic-history.ts'

/** Takes note of webhooks that came since the last look, which end a silence. Returns false if none came. */
export async function noteWebhooks(
  row: ProviderRow,
  { alarms, history }: { alarms: Pick<SilenceAlarms, 'recover'>; history: Pick<TrafficHistory, 'news' | 'count'> }
): Promise<boolean> {
  const times = await history.news(row)
  const [first] = times
  if (first === undefined) return false
  if (await alarms.recover(row, first)) await history.count(row, times)
  return true
}

import type { Queries } from '../../db/connect.ts'
import { deliveriesOfKind, sizeOfKind } from '../../db/dashboard/quarantine.ts'
import { eventsToWrite } from '../../replay/replay-jobs.ts'
import type { DashboardServices } from '../services.ts'

export interface KindPreview {
  /** Deliveries of the kind. */
  total: number
  /** Deliveries that the preview has looked at. */
  looked: number
  /** Of those: how many can be read now, and the events that they become. */
  readable: number
  events: number
}

interface PreviewRequest {
  kind: string
  hotels: readonly string[] | undefined
  /** Milliseconds after which the preview ends. */
  ms: number
}

const MOST_LOOKED = 1_000

/** What a replay of a kind would write. It writes nothing. */
export async function previewKind(
  query: Queries,
  replay: DashboardServices['replays']['one'],
  { kind, hotels, ms }: PreviewRequest
): Promise<KindPreview> {
  const began = performance.now()
  const { deliveries: total, until } = await sizeOfKind(query, kind, hotels)
  const some = await deliveriesOfKind(query, kind, { hotels, after: 0, until, limit: MOST_LOOKED })
  const preview = { total, looked: 0, readable: 0, events: 0 }
  for (const { id } of some) {
    if (performance.now() - began > ms) break
    const result = await replay(id, { by: 'preview', tokenFingerprint: 'session', dryRun: true }).catch(ofOneDelivery)
    preview.looked++
    if (result === undefined) continue
    const events = eventsToWrite(result)
    preview.events += events
    if (events > 0 || result.after.outcome !== 'quarantined') preview.readable++
  }
  return preview
}

/** A delivery that cannot be read, or that was removed meanwhile, is no reason to end the preview. */
function ofOneDelivery(error: unknown): undefined {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status >= 500) throw error
}

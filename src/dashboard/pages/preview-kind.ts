import type { Queries } from '../../db/connect.ts'
import { deliveriesOfKind, newestQuarantined } from '../../db/dashboard/quarantine.ts'
import { eventsToWrite } from '../../replay/replay-jobs.ts'
import type { DashboardServices } from '../services.ts'

export interface KindPreview {
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
const PAGE = 100

/** What a replay of a kind would write. It writes nothing. */
export async function previewKind(
  query: Queries,
  replay: DashboardServices['replays']['one'],
  { kind, hotels, ms }: PreviewRequest
): Promise<KindPreview> {
  const began = performance.now()
  const until = await newestQuarantined(query)
  const preview = { looked: 0, readable: 0, events: 0 }
  const isOver = () => preview.looked >= MOST_LOOKED || performance.now() - began > ms
  for (let after: number | undefined = 0; after !== undefined && !isOver(); ) {
    const { rows, end } = await deliveriesOfKind(query, kind, { hotels, after, until, limit: PAGE })
    for (const { id } of rows) {
      if (isOver()) break
      const result = await replay(id, { by: 'preview', tokenFingerprint: 'session', dryRun: true }).catch(ofOneDelivery)
      preview.looked++
      if (result === undefined) continue
      const events = eventsToWrite(result)
      preview.events += events
      if (events > 0 || result.after.outcome !== 'quarantined') preview.readable++
    }
    after = end
  }
  return preview
}

/** A delivery that cannot be read, or that was removed meanwhile, is no reason to end the preview. */
function ofOneDelivery(error: unknown): undefined {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status >= 500) throw error
}

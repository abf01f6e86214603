import type { FastifyInstance, FastifyRequest } from 'fastify'
import { notFound } from '../../contract/errors.ts'
import { newestQuarantined } from '../../db/dashboard/quarantine.ts'
import { type ReplayJob, readReplayJob, readRunningJobs } from '../../db/dashboard/replay-jobs.ts'
import { formOf, queryOf, textOf } from '../fields.ts'
import { isUuid } from '../is-uuid.ts'
import { beforeOf, positionOf } from '../list-query.ts'
import { sendPage, sendPart } from '../page.tsx'
import { groupKinds } from '../quarantine-kinds.ts'
import type { DashboardServices } from '../services.ts'
import { sessionOf } from '../session.ts'
import { previewKind } from './preview-kind.ts'
import { JobProgress, KindPreviewPanel, Kinds } from './quarantine-view.tsx'

const PATH = '/app/quarantine'
const MOST_JOBS = 5
const KIND = /^[0-9a-f]{32}$/

/** Quarantined deliveries by kind, and the replay of all deliveries of a kind. */
export function quarantinePage(app: FastifyInstance, services: DashboardServices): void {
  const { database, accounts, replayJobs, replays, config } = services
  const { query } = database

  app.get(PATH, async (request, reply) => {
    const hotels = request.caller?.hotelSlugs
    const fields = queryOf(request)
    const { groupMs, previewMs } = config.limits.dashboard
    const [before, from] = [beforeOf(fields), positionOf(fields, 'from')]
    const found = await groupKinds(query, { hotels, until: from ?? Number.MAX_SAFE_INTEGER, ms: groupMs })
    const chosen = found.kinds.find(({ kind }) => kind === fields.get('kind'))
    const preview = chosen && (await previewKind(query, replays.one, { kind: chosen.kind, hotels, ms: previewMs }))
    return sendPage(
      request,
      reply,
      'Quarantine',
      <>
        {(await jobsOf(request, textOf(fields, 'job'))).map((job) => (
          <JobProgress key={job.id} job={job} />
        ))}
        {chosen && preview && <KindPreviewPanel kind={chosen} preview={preview} isWhole={!from && !found.rest} />}
        <Kinds found={found} before={before} from={from} />
      </>
    )
  })

  app.get<{ Params: { id: string } }>(`${PATH}/jobs/:id`, async (request, reply) => {
    const job = await jobOf(request, request.params.id)
    if (job === undefined) throw notFound('replay')
    return sendPart(request, reply, <JobProgress job={job} />)
  })

  app.post(`${PATH}/replay`, { config: { role: 'operator' } }, async (request, reply) => {
    const hotels = request.caller?.hotelSlugs
    const kind = textOf(formOf(request), 'kind') ?? ''
    const until = await newestQuarantined(query)
    const { kinds, rest } = await groupKinds(query, { hotels, until, ms: config.limits.dashboard.groupMs })
    const total = kinds.find((one) => one.kind === kind)?.deliveries ?? 0
    if (!KIND.test(kind) || (total === 0 && rest === undefined)) throw notFound('kind')
    const actor = `operator:${sessionOf(request).name}`
    const detail = { kind, deliveries: total }
    // A person of one hotel sees the entry, too.
    const hotel = hotels?.length === 1 ? hotels[0] : undefined
    await accounts.audit.record({ actor, action: 'replay.written', target: 'deliveries', hotel, detail })
    const id = await replayJobs.start({ kind, hotels: hotels ?? null, until, total, createdBy: actor })
    return reply.redirect(`${PATH}?job=${id}#replay`, 303)
  })

  /** The job that the page is about, or else those that run. */
  async function jobsOf(request: FastifyRequest, id: string | undefined): Promise<readonly ReplayJob[]> {
    if (id !== undefined) {
      const job = await jobOf(request, id)
      return job === undefined ? [] : [job]
    }
    return readRunningJobs(query, { hotels: request.caller?.hotelSlugs, limit: MOST_JOBS })
  }

  async function jobOf(request: FastifyRequest, id: string): Promise<ReplayJob | undefined> {
    const job = isUuid(id) ? await readReplayJob(query, id) : undefined
    return job && isSeen(request, job) ? job : undefined
  }
}

/** People who are limited to hotels see jobs about these hotels only. */
function isSeen(request: FastifyRequest, { hotels }: ReplayJob): boolean {
  const seen = request.caller?.hotelSlugs
  return seen === undefined || hotels?.every((slug) => seen.includes(slug)) === true
}

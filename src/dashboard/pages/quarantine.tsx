import type { FastifyInstance, FastifyRequest } from 'fastify'
import { notFound } from '../../contract/errors.ts'
import { listKinds, sizeOfKind } from '../../db/dashboard/quarantine.ts'
import { type ReplayJob, readReplayJob, readRunningJobs } from '../../db/dashboard/replay-jobs.ts'
import { formOf, queryOf, textOf } from '../fields.ts'
import { isUuid } from '../is-uuid.ts'
import { sendPage, sendPart } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { sessionOf } from '../session.ts'
import { previewKind } from './preview-kind.ts'
import { JobProgress, KindPreviewPanel, Kinds } from './quarantine-view.tsx'

const PATH = '/app/quarantine'
const MOST_JOBS = 5

/** Quarantined deliveries by kind, and the replay of all deliveries of a kind. */
export function quarantinePage(app: FastifyInstance, services: DashboardServices): void {
  const { database, accounts, replayJobs, replays, config } = services
  const { query } = database

  app.get(PATH, async (request, reply) => {
    const hotels = request.caller?.hotelSlugs
    const fields = queryOf(request)
    const kinds = await listKinds(query, hotels)
    const chosen = kinds.find(({ kind }) => kind === fields.get('kind'))
    const preview =
      chosen &&
      (await previewKind(query, replays.one, { kind: chosen.kind, hotels, ms: config.limits.dashboard.previewMs }))
    return sendPage(
      request,
      reply,
      'Quarantine',
      <>
        {(await jobsOf(request, textOf(fields, 'job'))).map((job) => (
          <JobProgress key={job.id} job={job} />
        ))}
        {chosen && preview && <KindPreviewPanel kind={chosen} preview={preview} />}
        <Kinds kinds={kinds} />
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
    const { deliveries: total, until } = await sizeOfKind(query, kind, hotels)
    if (total === 0) throw notFound('kind')
    const actor = `operator:${sessionOf(request).name}`
    const detail = { kind, deliveries: total }
    await accounts.audit.record({ actor, action: 'replay.written', target: 'deliveries', detail })
    const id = await replayJobs.start({ kind, hotels: hotels ?? null, until, total, createdBy: actor })
    return reply.redirect(`${PATH}?job=${id}#replay`, 303)
  })

  /** The job that the page is about, or else those that run. */
  async function jobsOf(request: FastifyRequest, id: string | undefined): Promise<readonly ReplayJob[]> {
    if (id !== undefined) {
      const job = await jobOf(request, id)
      return job === undefined ? [] : [job]
    }
    return (await readRunningJobs(query, MOST_JOBS)).filter((job) => isSeen(request, job))
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

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { check } from '../../../schemas/check.ts'
import { AccountChange, NewId, NewSecret } from '../../api/accounts/account-routes.ts'
import { callerOf } from '../../api/authorize.ts'
import { notFound } from '../../contract/errors.ts'
import { allHotels } from '../all-hotels.ts'
import { askToConfirm, isConfirmed } from '../confirm.tsx'
import { formOf, textOf } from '../fields.ts'
import { checked } from '../form-mistakes.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { viewerOf } from '../session.ts'
import { AccountDetails, ENDING, endLabel, PAUSING, REMOVING } from '../view/account-details.tsx'
import { hasRole } from '../viewer.ts'

const PATH = '/app/accounts/:slug'
const checkSecret = check(NewSecret)
const checkId = check(NewId)
const checkChange = check(AccountChange)

type Params = { Params: { slug: string } }
type SecretParams = { Params: { slug: string; id: string } }

/** One account: its secrets, its ids, and what can be changed about it. */
export function accountPage(app: FastifyInstance, { accounts: services }: DashboardServices): void {
  const { accounts, secrets, kinds } = services
  const back = (request: FastifyRequest<Params>) => `/app/accounts/${encodeURIComponent(request.params.slug)}`

  app.get<Params>(PATH, async (request, reply) => {
    const caller = callerOf(request)
    const account = await accounts.get(caller, request.params.slug)
    const viewer = viewerOf(request)
    const may = { operate: hasRole(viewer, 'operator'), manage: hasRole(viewer, 'admin') }
    const hotels = may.manage ? await allHotels(services.hotels, caller) : []
    return sendPage(
      request,
      reply,
      account.name,
      <AccountDetails {...{ account, may, hotels }} kind={kinds.get(account.kind)} />
    )
  })

  app.post<Params>(`${PATH}/secrets`, async (request, reply) => {
    const form = formOf(request)
    const given = { purpose: form.get('purpose') ?? '', value: (form.get('value') ?? '').trim() }
    await secrets.add(callerOf(request), request.params.slug, checked(checkSecret, given))
    return reply.redirect(back(request), 303)
  })

  app.post<SecretParams>(`${PATH}/secrets/:id/end`, async (request, reply) => {
    const { slug, id } = request.params
    const secret = (await accounts.get(callerOf(request), slug)).secrets.find((one) => one.id === id)
    if (secret === undefined) throw notFound('secret')
    const question = { label: endLabel(secret), sentence: ENDING, back: back(request) }
    if (!isConfirmed(request)) return askToConfirm(request, reply, question)
    await secrets.remove(callerOf(request), slug, id)
    return reply.redirect(back(request), 303)
  })

  app.post<Params>(`${PATH}/ids`, async (request, reply) => {
    const form = formOf(request)
    const [label, hotel] = [textOf(form, 'label') ?? null, textOf(form, 'hotel') ?? null]
    const given = { type: form.get('type') ?? '', value: (form.get('value') ?? '').trim(), label, hotel }
    await accounts.putId(callerOf(request), request.params.slug, checked(checkId, given))
    return reply.redirect(back(request), 303)
  })

  app.post<Params>(`${PATH}/ids/remove`, async (request, reply) => {
    const form = formOf(request)
    const [type, value] = [form.get('type') ?? '', form.get('value') ?? '']
    const sentence = 'What names this id afterwards is kept under Unclaimed.'
    const question = { label: `Remove ${value}`, sentence, back: back(request) }
    if (!isConfirmed(request)) return askToConfirm(request, reply, question)
    await accounts.removeId(callerOf(request), request.params.slug, type, value)
    return reply.redirect(back(request), 303)
  })

  app.post<Params>(`${PATH}/pause`, { config: { role: 'operator' } }, async (request, reply) => {
    const question = { label: 'Pause', sentence: PAUSING, back: back(request) }
    if (!isConfirmed(request)) return askToConfirm(request, reply, question)
    await accounts.update(callerOf(request), request.params.slug, { state: 'paused' })
    return reply.redirect(back(request), 303)
  })

  app.post<Params>(`${PATH}/resume`, { config: { role: 'operator' } }, async (request, reply) => {
    await accounts.update(callerOf(request), request.params.slug, { state: 'active' })
    return reply.redirect(back(request), 303)
  })

  app.post<Params>(PATH, async (request, reply) => {
    const form = formOf(request)
    const given = { name: (form.get('name') ?? '').trim(), hotel: textOf(form, 'hotel') ?? null }
    await accounts.update(callerOf(request), request.params.slug, checked(checkChange, given))
    return reply.redirect(back(request), 303)
  })

  app.post<Params>(`${PATH}/remove`, async (request, reply) => {
    const { slug } = request.params
    const question = { label: 'Remove', sentence: REMOVING, back: back(request) }
    if (!isConfirmed(request)) return askToConfirm(request, reply, question)
    await accounts.remove(callerOf(request), slug, slug)
    return reply.redirect('/app/accounts', 303)
  })
}

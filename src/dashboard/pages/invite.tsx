import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { check } from '../../../schemas/check.ts'
import type { HotelView } from '../../accounts/manage-hotels.ts'
import { NewOperator } from '../../api/accounts/operator-routes.ts'
import { onlyApiToken } from '../../api/authorize.ts'
import { allHotels } from '../all-hotels.ts'
import { formOf } from '../fields.ts'
import { checked, fieldOf, type Mistakes, mistakesOf, NO_MISTAKES } from '../form-mistakes.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { CheckedForm } from '../view/checked-form.tsx'
import { Clock } from '../view/clock.tsx'
import { Field } from '../view/form.tsx'
import { Notice, UpLink } from '../view/parts.tsx'
import { RoleFields } from '../view/role-fields.tsx'

const PATH = '/app/people'
const checkOperator = check(NewOperator)

export function invitePage(app: FastifyInstance, { accounts }: DashboardServices): void {
  app.get(`${PATH}/invite`, { config: { role: 'admin' } }, async (request, reply) => {
    const hotels = await allHotels(accounts.hotels, onlyApiToken(request))
    return sendForm(request, reply, hotels)
  })

  app.post(PATH, async (request, reply) => {
    const caller = onlyApiToken(request)
    const form = formOf(request)
    const hotels = form.getAll('hotels')
    const given = {
      name: (form.get('name') ?? '').trim(),
      role: form.get('role') ?? '',
      hotels: hotels.length === 0 ? null : hotels,
      email: (form.get('email') ?? '').trim() || null
    }
    try {
      const invitation = await accounts.operators.create(caller, checked(checkOperator, given))
      return sendPage(request, reply, 'People', <Invitation {...invitation} />)
    } catch (error) {
      const mistakes = mistakesOf(error)
      return sendForm(request, reply, await allHotels(accounts.hotels, caller), mistakes)
    }
  })
}

function Invitation({ name, url, endsAt }: { name: string; url: string; endsAt: string }) {
  return (
    <>
      <UpLink href={PATH}>All people</UpLink>
      <Notice tone="ok">
        Send this link to {name}. It works once, until <Clock at={endsAt} />, and is not shown again.
      </Notice>
      <Field label="Invitation link" name="invitation" value={url} readOnly />
    </>
  )
}

function sendForm(
  request: FastifyRequest,
  reply: FastifyReply,
  hotels: readonly HotelView[],
  mistakes: Mistakes = NO_MISTAKES
): FastifyReply {
  const form = formOf(request)
  const field = fieldOf(form, mistakes)
  return sendPage(
    request,
    reply.code(mistakes.status),
    'Invite',
    <>
      <UpLink href={PATH}>People</UpLink>
      <CheckedForm action={PATH} mistakes={mistakes} button="Create invitation">
        <Field
          label="Name"
          {...field('name')}
          hint="The name to log in with: letters, digits, and . _ -"
          maxLength={64}
          required
        />
        <RoleFields role={form.get('role') ?? 'viewer'} {...{ hotels, mistakes }} chosen={form.getAll('hotels')} />
        <Field label="Mail address, for a login with OpenID Connect" {...field('email')} maxLength={254} />
      </CheckedForm>
    </>
  )
}

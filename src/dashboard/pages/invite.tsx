import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { check } from '../../../schemas/check.ts'
import type { HotelView } from '../../accounts/manage-hotels.ts'
import { NewOperator } from '../../api/accounts/operator-routes.ts'
import { onlyApiToken } from '../../api/authorize.ts'
import { allHotels } from '../all-hotels.ts'
import { formOf } from '../fields.ts'
import { checked, type Mistakes, mistakeAt, mistakesOf, NO_MISTAKES } from '../form-mistakes.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { Clock } from '../view/clock.tsx'
import { Field } from '../view/form.tsx'
import { MistakeNotice } from '../view/mistake-notice.tsx'
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
  return sendPage(
    request,
    reply.code(mistakes.status),
    'Invite',
    <>
      <UpLink href={PATH}>People</UpLink>
      <form method="post" action={PATH}>
        <MistakeNotice mistakes={mistakes} />
        <Field
          label="Name"
          name="name"
          value={form.get('name') ?? ''}
          error={mistakeAt(mistakes, '/name')}
          hint="The name to log in with: letters, digits, and . _ -"
          maxLength={64}
          required
        />
        <RoleFields role={form.get('role') ?? 'viewer'} {...{ hotels, mistakes }} chosen={form.getAll('hotels')} />
        <Field
          label="Mail address, for a login with OpenID Connect"
          name="email"
          value={form.get('email') ?? ''}
          error={mistakeAt(mistakes, '/email')}
          maxLength={254}
        />
        <button type="submit" class="main">
          Create invitation
        </button>
      </form>
    </>
  )
}

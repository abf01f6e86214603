import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { check } from '../../../schemas/check.ts'
import type { HotelView } from '../../accounts/manage-hotels.ts'
import { invalidField } from '../../accounts/management.ts'
import { NewAccount } from '../../api/accounts/account-routes.ts'
import { callerOf } from '../../api/authorize.ts'
import { notFound } from '../../contract/errors.ts'
import { allHotels } from '../all-hotels.ts'
import { type ConnectKind, connectKinds, makeSecret } from '../connect-kinds.ts'
import { formOf, textOf } from '../fields.ts'
import { checked, type Mistakes, mistakeAt, mistakesOf, NO_MISTAKES } from '../form-mistakes.ts'
import { newAccountSlug } from '../new-account-slug.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { viewerOf } from '../session.ts'
import { idWords, kindWords, secretWords } from '../view/account-words.ts'
import { Field } from '../view/form.tsx'
import { HotelChoice } from '../view/hotel-fields.tsx'
import { MistakeNotice } from '../view/mistake-notice.tsx'
import { Notice, UpLink } from '../view/parts.tsx'
import { hasRole } from '../viewer.ts'

const PATH = '/app/connect'
const checkAccount = check(NewAccount)

type Params = { Params: { slug: string } }

export function connectKindPage(app: FastifyInstance, { accounts, channels }: DashboardServices): void {
  const kinds = connectKinds(accounts.kinds, channels)

  app.get<Params>(`${PATH}/:slug`, async (request, reply) => {
    const kind = find(request.params.slug)
    return sendForm(request, reply, { kind, hotels: await allHotels(accounts.hotels, callerOf(request)) })
  })

  app.post<Params>(`${PATH}/:slug`, async (request, reply) => {
    const kind = find(request.params.slug)
    const caller = callerOf(request)
    const given = accountOf(formOf(request), kind)
    try {
      // Otherwise the person could not see the new account.
      if (caller.hotels !== null && given.hotel === null) throw invalidField('/hotel', 'must be one of your hotels')
      const slug = await newAccountSlug(accounts.accounts, given.name || kind.slug)
      const account = await accounts.accounts.create(caller, checked(checkAccount, { ...given, slug }))
      return reply.redirect(`/app/accounts/${account.slug}/connect`, 303)
    } catch (error) {
      const mistakes = mistakesOf(error)
      const hotels = await allHotels(accounts.hotels, caller)
      return sendForm(request, reply, { kind, hotels, given, mistakes })
    }
  })

  function find(slug: string): ConnectKind {
    const kind = kinds.find((one) => one.slug === slug || one.kind.name === slug)
    if (kind === undefined) throw notFound('channel')
    return kind
  }
}

/** What the API takes. The slug is missing. */
function accountOf(form: URLSearchParams, { kind, ids, given, made }: ConnectKind) {
  const secrets = given.flatMap((purpose) => {
    const value = form.get(`secret.${purpose}`)?.trim()
    return value ? [{ purpose, value }] : []
  })
  const isMaking = made !== undefined && (!given.includes(made) || secrets.length === 0)
  return {
    kind: kind.name,
    name: textOf(form, 'name') ?? '',
    hotel: textOf(form, 'hotel') ?? null,
    ids: ids.flatMap((type) => {
      const value = textOf(form, `id.${type}`)
      return value === undefined ? [] : [{ type, value }]
    }),
    secrets: isMaking ? [...secrets, { purpose: made, value: makeSecret(kind, made) }] : secrets
  }
}

interface FormProps {
  kind: ConnectKind
  hotels: readonly HotelView[]
  given?: ReturnType<typeof accountOf>
  mistakes?: Mistakes
}

function sendForm(request: FastifyRequest, reply: FastifyReply, props: FormProps): FastifyReply {
  const { kind, hotels, given, mistakes = NO_MISTAKES } = props
  const title = kindWords(kind.kind.name)
  const mayConnect = hasRole(viewerOf(request), 'admin')
  const mistakeOfId = (type: string) => {
    const at = given?.ids.findIndex((id) => id.type === type) ?? -1
    return at === -1 ? undefined : mistakeAt(mistakes, `/ids/${at}/value`)
  }
  const mistakeOfSecret = (purpose: string) => {
    const at = given?.secrets.findIndex((secret) => secret.purpose === purpose) ?? -1
    return at === -1 ? undefined : mistakeAt(mistakes, `/secrets/${at}/value`)
  }
  const hint = kind.isRequired
    ? 'It is stored encrypted, and never shown.'
    : 'Leave it empty if the provider gives none.'
  return sendPage(
    request,
    reply.code(mistakes.status),
    `Connect ${title}`,
    <>
      <UpLink href={PATH}>Connect a channel</UpLink>
      {!mayConnect && <Notice tone="warn">Only an admin can connect a channel.</Notice>}
      <form method="post" action={`${PATH}/${kind.slug}`}>
        <MistakeNotice mistakes={mistakes} />
        <Field
          label="Account name"
          name="name"
          value={given?.name ?? ''}
          error={mistakeAt(mistakes, '/name')}
          hint="For people, like Seaview front desk."
          maxLength={200}
          required
        />
        {kind.ids.map((type) => (
          <Field
            key={type}
            label={idWords(type)}
            name={`id.${type}`}
            value={given?.ids.find((id) => id.type === type)?.value ?? ''}
            error={mistakeOfId(type)}
            maxLength={255}
          />
        ))}
        {kind.given.map((purpose) => (
          <Field
            key={purpose}
            label={secretWords(purpose)}
            name={`secret.${purpose}`}
            type="password"
            autocomplete="off"
            error={mistakeOfSecret(purpose)}
            hint={hint}
            required={kind.isRequired}
          />
        ))}
        <HotelChoice hotels={hotels} value={given?.hotel ?? ''} error={mistakeAt(mistakes, '/hotel')} />
        <button type="submit" class="main" disabled={!mayConnect}>
          Save
        </button>
      </form>
    </>
  )
}

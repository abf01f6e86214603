import type { FastifyReply, FastifyRequest } from 'fastify'
import { addressOf } from './fields.ts'
import { sendPage } from './page.tsx'
import { Field, Hidden } from './view/form.tsx'
import { Notice } from './view/parts.tsx'

// The pages of people that are not logged in.

interface LoginForm {
  /** What went wrong with the last attempt. */
  failure?: string | undefined
  /** The page that was asked for. */
  next?: string | undefined
  /** Host of the OpenID Connect provider. Undefined: only passwords. */
  provider?: string | undefined
}

export function sendLogin(request: FastifyRequest, reply: FastifyReply, form: LoginForm): FastifyReply {
  const { failure, next, provider } = form
  return sendPage(
    request,
    reply,
    'Log in',
    <form method="post" action="/login">
      {failure !== undefined && <Notice tone="bad">{failure}</Notice>}
      <Hidden name="next" value={next} />
      <Field label="Name" name="name" autocomplete="username" maxLength={64} required />
      <Field label="Password" name="password" type="password" autocomplete="current-password" required />
      <button type="submit" class="main">
        Log in
      </button>
      {provider !== undefined && (
        <p>
          <a class="button" href={addressOf('/login/oidc', { next })}>
            Log in with {provider}
          </a>
        </p>
      )}
    </form>
  )
}

interface SetupForm {
  /** The first admin chooses a name. */
  needsName: boolean
  failure?: string | undefined
}

/** The form posts to its own URL. */
export function sendSetup(request: FastifyRequest, reply: FastifyReply, { needsName, failure }: SetupForm) {
  return sendPage(
    request,
    reply,
    'Set a password',
    <form method="post">
      {failure !== undefined && <Notice tone="bad">{failure}</Notice>}
      {needsName && <Field label="Name" name="name" autocomplete="username" maxLength={64} required />}
      <Field
        label="Password"
        name="password"
        type="password"
        autocomplete="new-password"
        minLength={12}
        hint="12 characters or more. This link works once."
        required
      />
      <button type="submit" class="main">
        Set the password
      </button>
    </form>
  )
}

/** The path of a page of the dashboard. Everything else, another origin included, becomes the first page. */
export function nextPage(next: string | null | undefined, origin: string): string {
  if (!next?.startsWith('/app') || !URL.canParse(next, origin)) return '/app'
  const url = new URL(next, origin)
  const isPage = url.origin === origin && (url.pathname === '/app' || url.pathname.startsWith('/app/'))
  return isPage ? `${url.pathname}${url.search}` : '/app'
}

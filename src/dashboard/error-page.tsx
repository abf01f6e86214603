import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Failure } from '../contract/failure.ts'
import { handleError, startFailure } from '../http/error-handler.ts'
import { addressOf } from './fields.ts'
import { sendPage } from './page.tsx'
import { Notice } from './view/parts.tsx'

const HEADINGS: Readonly<Record<number, string>> = {
  400: 'This does not work',
  403: 'You may not do this',
  404: 'Not found',
  409: 'This does not work',
  410: 'No longer here',
  429: 'Wait a moment',
  503: 'Not available'
}

const SENTENCES: Readonly<Record<string, string>> = {
  NOT_FOUND: 'There is no such page, or what it showed was removed. Deliveries are kept for a limited time.',
  ROLE_MISSING: 'Your role may not do this. Ask an admin for a higher role.',
  DATABASE_UNAVAILABLE:
    'The database does not answer. Deliveries are kept in the spool meanwhile. Reload this page in a few seconds.',
  INTERNAL: 'Something failed here. The log of the gateway says what.'
}

/** Answers an error of a page with a page. */
export function handlePageError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const failure = startFailure(error, request, reply)
  const { statusCode, code } = failure
  if (code === 'NOT_LOGGED_IN' && isPage(request)) {
    return reply.redirect(addressOf('/login', { next: request.url }), 303)
  }
  reply.code(statusCode)
  return sendPage(request, reply, HEADINGS[statusCode] ?? 'Something failed', <ErrorText failure={failure} />)
}

/** Answers an error of a form with a page for browsers, and with JSON for programs. */
export function handleFormError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const wantsPage = request.headers.accept?.includes('text/html') === true
  return wantsPage ? handlePageError(error, request, reply) : handleError(error, request, reply)
}

/** What is wrong, in words for a person. Errors of fields name the field. */
function ErrorText({
  failure: { code, message, details }
}: {
  failure: Pick<Failure, 'code' | 'message' | 'details'>
}) {
  const fields = details !== undefined && 'errors' in details ? details.errors : []
  return (
    <>
      <Notice tone="bad">{SENTENCES[code] ?? message}</Notice>
      {fields.length > 0 && (
        <ul>
          {fields.map(({ path, message }) => (
            <li key={path}>
              {path.slice(1)} {message}
            </li>
          ))}
        </ul>
      )}
      <p>
        <a href="/app">Overview</a>
      </p>
    </>
  )
}

/** A page that a person asked for. Parts of pages and streams would show the login in the wrong place. */
function isPage({ method, headers }: FastifyRequest): boolean {
  const isRead = method === 'GET' || method === 'HEAD'
  return isRead && headers['hx-request'] === undefined && headers.accept !== 'text/event-stream'
}

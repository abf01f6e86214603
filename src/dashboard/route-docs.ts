import type { ErrorCode } from '../contract/errors.ts'
import { jsonReply, type ReplyDocs, type RouteDocs } from '../contract/route-docs.ts'

// The documentation of the routes for people. The routes below `/app/api` are documented under `/api`.

const FORM = 'application/x-www-form-urlencoded'
const PAGE: ReplyDocs = { description: 'A form.', content: { 'text/html': {} } }
const LOGGED_IN: ReplyDocs = {
  description: 'A redirect to `/app`, with the session cookie.',
  content: { 'text/plain': {} }
}
const TO_PROVIDER: ReplyDocs = {
  description: 'A redirect to the provider, with a cookie for the way back.',
  content: { 'text/plain': {} }
}
const LOGGED_OUT: ReplyDocs = { description: 'A redirect to `/login`.', content: { 'text/plain': {} } }
const LINK = 'https://github.com/bellhook/bellhook/blob/main/docs/operators.md'

export const setupPage = docsOf('The form of a setup link', { 200: PAGE }, ['LINK_ENDED'])
export const setup = docsOf('Sets the password of an operator', { 303: LOGGED_IN }, [
  'CROSS_SITE',
  'ALREADY_EXISTS',
  'LINK_ENDED'
])
export const loginPage = docsOf('The form to log in', { 200: PAGE })
export const login = docsOf('Logs an operator in', { 303: LOGGED_IN }, ['CROSS_SITE', 'WRONG_LOGIN', 'TOO_MANY_LOGINS'])
export const oidcLogin = docsOf(
  'Sends a browser to the OpenID Connect provider',
  { 303: TO_PROVIDER, 401: PAGE, 503: PAGE },
  [],
  { isForm: false }
)
export const oidcCallback = docsOf(
  'Where the OpenID Connect provider sends people back to',
  { 303: LOGGED_IN, 400: PAGE, 401: PAGE, 403: PAGE, 503: PAGE },
  ['TOO_MANY_LOGINS'],
  { isForm: false }
)
export const logout = docsOf('Ends the session', { 303: LOGGED_OUT }, ['CROSS_SITE'])
export const me = docsOf(
  'The operator of the session',
  { 200: jsonReply('The operator.', { example: { name: 'mara', role: 'admin', hotels: null } }) },
  ['NOT_LOGGED_IN', 'ROLE_MISSING']
)

function docsOf(
  summary: string,
  replies: RouteDocs['replies'],
  errors: readonly ErrorCode[] = [],
  { isForm = replies[303] !== undefined } = {}
): RouteDocs {
  return {
    ...{ summary, replies, link: LINK, access: 'anyone', errors: ['WRONG_HOST', ...errors] },
    ...(isForm ? { body: { contentType: FORM } } : {})
  }
}

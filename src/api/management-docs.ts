import type { ErrorCode } from '../contract/errors.ts'
import { jsonReply, type RouteDocs } from '../contract/route-docs.ts'

/** Makes the documentation of management routes. `page`: the page below `docs/` about them. A route without an example answers 204. */
export function docsAbout(page: string) {
  return (summary: string, example?: object, errors: readonly ErrorCode[] = [], status = 200): RouteDocs => {
    const reply =
      example === undefined ? { description: 'Done.', content: { 'text/plain': {} } } : jsonReply('Done.', { example })
    return {
      summary,
      access: 'token',
      link: `https://github.com/bellhook/bellhook/blob/main/docs/${page}`,
      replies: { [example === undefined ? 204 : status]: reply },
      errors: ['SCOPE_MISSING', ...errors]
    }
  }
}

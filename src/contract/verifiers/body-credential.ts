import { findField } from '../find-field.ts'
import { withMarks } from './marks.ts'
import { withField } from './set-field.ts'
import { matches, single, type Verifier } from './verifier.ts'

/**
 * A credential in the body, under these names from the outside in: a field of JSON, a parameter of a form, or an element or
 * attribute (`@name`) of XML. It is the weakest credential, because it proves nothing about the rest of the body. The body
 * is scanned and not parsed, because its sender is not verified yet. What the last name names is redacted before storage.
 */
export function bodyCredential(...path: readonly [string, ...string[]]): Verifier {
  return {
    kind: 'secret',
    credentials: path.slice(-1).map((name) => name.replace(/^@/, '')),
    given: ({ headers, body }) => [findField(body, single(headers['content-type']), path) ?? []].flat(),
    check: ({ headers, body }, secrets) => matches(findField(body, single(headers['content-type']), path), secrets),
    sign: (request, secret) => ({ body: withField(request.body, path, secret) ?? withMarks(request, { secret }) })
  }
}

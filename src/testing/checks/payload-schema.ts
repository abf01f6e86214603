import { strangeFields } from '../mutants.ts'
import type { Look } from '../tested-adapter.ts'

/** Vendors add fields without notice, and a new field must never cost a delivery. */
export const payload: Look = ({ fixtures, violations }) =>
  fixtures.flatMap(({ name, body }) => {
    const [wrong] = violations(body)
    if (wrong !== undefined) return [`${name}: payload refuses it, ${wrong.path || 'the body'}: ${wrong.message}`]
    const closed = [...strangeFields(body)].find(({ value }) => !violations.accepts(value))
    return closed === undefined ? [] : [`${name}: payload refuses a new field in ${closed.path || 'the body'}`]
  })

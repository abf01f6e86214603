import { strangeFields } from '../mutants.ts'
import type { AdapterCheck } from '../tested-adapter.ts'

/** The payload schema accepts new fields, because vendors add fields without notice. */
export const payloadSchema: AdapterCheck = ({ fixtures, violations }) =>
  fixtures.flatMap(({ name, body }) => {
    const [wrong] = violations(body)
    if (wrong !== undefined) return [`${name}: payload refuses it, ${wrong.path || 'the body'}: ${wrong.message}`]
    const closed = [...strangeFields(body)].find(({ value }) => !violations.accepts(value))
    return closed === undefined ? [] : [`${name}: payload refuses a new field in ${closed.path || 'the body'}`]
  })

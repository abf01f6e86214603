import { bytesOf } from '../fixtures.ts'
import { isObject, places } from '../leaves.ts'
import type { AdapterCheck } from '../tested-adapter.ts'

const NEW_FIELD = { zz_new_field: { of: ['the', 'vendor'] } }

/** The payload schema accepts each fixture, and new fields, because vendors add fields without notice. */
export const payloadSchema: AdapterCheck = function* (tested) {
  for (const sample of tested.samples) {
    const { fixture, value, at } = sample
    for (const { path, found, replace } of places(value)) {
      if (!isObject(found) || !(path === at || path.startsWith(`${at}/`))) continue
      if (tested.read(sample, replace({ ...found, ...NEW_FIELD })) !== undefined) continue
      yield { check: 'payload', fixture: fixture.name, text: `payload refuses a new field in ${path || 'the body'}` }
      break
    }
  }
  for (const fixture of tested.fixtures) {
    for (const { body, contentType = 'application/json', again } of fixture.steps) {
      if (again !== undefined) continue
      try {
        tested.endpoint.decode(bytesOf({ body, contentType }), contentType)
      } catch (error) {
        const text = `decode refuses it: ${error instanceof Error ? error.message : 'it throws'}`
        yield { check: 'payload', fixture: fixture.name, line: fixture.lineOf('/body'), text }
      }
    }
  }
}

import { channelsWith } from '../../../plugins/index.ts'
import type { Reading } from '../../../schemas/reading.ts'
import { interpret } from '../../../src/ingest/interpret.ts'

const ENDPOINTS = channelsWith([]).flatMap(({ endpoints }) => endpoints)

/** What the adapter of this name reads in a JSON body, without a gateway. */
export function readBody(name: string, body: unknown): readonly Reading[] {
  const endpoint = ENDPOINTS.find(({ path }) => path === `/${name}`)
  if (endpoint === undefined) throw new Error(`There is no endpoint of ${name}.`)
  const content = { body: Buffer.from(JSON.stringify(body)), contentType: 'application/json' }
  return interpret(endpoint, content, { headers: {}, settings: { secrets: () => [] } }).readings
}

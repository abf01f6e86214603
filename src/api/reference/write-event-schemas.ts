import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EVENT_SCHEMA_VERSION } from '../../../schemas/events.ts'
import { eventSchemaFiles } from './event-schemas.ts'

// `npm run build:schemas` writes the JSON Schema files of all event types to `dist/event-schemas/`.

const folder = join(import.meta.dirname, '../../../event-schemas', `v${EVENT_SCHEMA_VERSION}`)

await rm(folder, { recursive: true, force: true })
await mkdir(folder, { recursive: true })
for (const [name, schema] of eventSchemaFiles()) {
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`)
}

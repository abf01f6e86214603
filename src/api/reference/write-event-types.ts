import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { eventTypesFile } from './event-types.ts'

// `npm run event-types` writes the types of `bellhook/client` anew. It runs from `dist/src/api/reference/`.

await writeFile(join(import.meta.dirname, '../../../../client/event-types.ts'), eventTypesFile())

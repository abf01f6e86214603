import { runFolders } from '../support/run-folders.ts'

await runFolders('http', 'db', 'observability')

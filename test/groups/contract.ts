import { runFolders } from '../support/run-folders.ts'

await runFolders('config', 'contract', 'schemas', 'startup', 'structure')

import { runFolders } from '../support/run-folders.ts'

await runFolders('config', 'contract', 'docs', 'schemas', 'startup', 'structure')

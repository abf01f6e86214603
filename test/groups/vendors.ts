import { runFolders } from '../support/run-folders.ts'

await runFolders('fakes', 'examples', 'gateways', 'outbound')

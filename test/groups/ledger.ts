import { runFolders } from '../support/run-folders.ts'

await runFolders('ledger', 'maintenance', 'replay', 'spool')

import { runFolders } from '../support/run-folders.ts'

await runFolders('dashboard', 'oidc')

import { requireNodeVersion } from './startup/node-version.ts'

// The entry of the process. src/startup/run-gateway.ts has its steps. It is imported dynamically, because an old Node.js fails to
// load it, and would print a SyntaxError instead of a sentence.

requireNodeVersion()
await import('./startup/run-gateway.ts')

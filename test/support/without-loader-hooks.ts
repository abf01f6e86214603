import module, { syncBuiltinESMExports } from 'node:module'

// tap lets a thread note every module that a test process loads, for the coverage that nobody measures here. That costs each process two
// seconds of processor time. `npm test` loads this file before tap asks for the thread.
module.register = () => undefined
Object.assign(module, { registerHooks: () => ({ deregister: () => undefined }) })
syncBuiltinESMExports()

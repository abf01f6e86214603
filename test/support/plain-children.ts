import processOnSpawn from 'process-on-spawn'

// tap loads its hooks into every process that a test starts, although no coverage is measured. They cost a start of the command line a
// second of processor time. `.taprc` loads this file after the hooks, and takes them away again.
processOnSpawn.removeAllListeners()
delete process.env['NODE_OPTIONS']

import { databaseServer } from './database-server.ts'

const server = await databaseServer()
await server.stop()
process.exit(0)

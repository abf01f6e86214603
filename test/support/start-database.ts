import pg from 'pg'
import { migrate } from '../../src/db/migrate.ts'
import { databaseServer, TEMPLATE, withDatabase } from './database-server.ts'

// Runs once before all tests: a migrated database, which each test file copies in a few milliseconds.
const { url } = await databaseServer()
const client = new pg.Client({ connectionString: url })
await client.connect()
await client.query(`drop database if exists ${TEMPLATE} with (force)`)
await client.query(`create database ${TEMPLATE}`)
await client.end()
await migrate(withDatabase(url, TEMPLATE))
process.exit(0)

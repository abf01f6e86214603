import type { BenchDatabase, BenchServer } from '../fixture.ts'
import type { Report } from '../report.ts'
import type { Receiver } from './start-receiver.ts'

/** What each part of the measurement works with. */
export interface Stage {
  database: BenchDatabase
  server: BenchServer
  receiver: Receiver
  report: Report
}

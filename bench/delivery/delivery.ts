import { type BenchCluster, startServer } from '../fixture.ts'
import type { Report } from '../report.ts'
import { firstAttempts } from './first-attempts.ts'
import { ingestBeside } from './ingest-beside.ts'
import { neighbors } from './neighbors.ts'
import { startReceiver } from './start-receiver.ts'
import { throughput } from './throughput.ts'

/** Signed webhooks to destinations. The receiver is a process of its own beside the gateway. */
export async function delivery(cluster: BenchCluster, report: Report): Promise<void> {
  const database = await cluster.open('bench')
  const server = await startServer('bellhook', database.url)
  const receiver = await startReceiver()
  const stage = { database, server, receiver, report }
  try {
    await throughput(stage)
    await firstAttempts(stage)
    await ingestBeside(stage)
    await neighbors(stage)
  } finally {
    receiver.stop()
    await server.stop()
    await database.close()
  }
}

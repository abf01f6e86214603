import { parentPort, workerData } from 'node:worker_threads'
import { loadChannels } from '../../config/load-channels.ts'
import { NO_SECRETS } from '../../contract/credentials.ts'
import { endpointsOf } from '../endpoints.ts'
import { decodedOf, interpret, replyTo, unread } from '../interpret.ts'
import { redact } from '../redaction/redact.ts'
import { type Answer, type Job, toResult, type WorkerSetup } from './messages.ts'

// The worker thread that reads large bodies. It answers one job after the other.

const { adapters, secrets, limits }: WorkerSetup = workerData
const { channels } = await loadChannels({ BELLHOOK_ADAPTERS: adapters.join(',') })
const endpoints = endpointsOf(channels)
const ofEnvironment = { secrets: (setting: string) => secrets.get(setting) ?? [] }

parentPort?.on('message', (job: Job) => {
  const { path, body, contentType, headers, query, isOfAccount, redact: isRaw, outcome } = job
  const settings = isOfAccount ? NO_SECRETS : ofEnvironment
  const endpoint = endpoints.get(path)
  const given = Buffer.from(body.buffer, body.byteOffset, body.length)
  if (outcome !== undefined && endpoint !== undefined) {
    const decoded = decodedOf(endpoint, { body: given, contentType })
    const { reply, defect } = replyTo(endpoint, decoded, outcome)
    answer({ kind: 'replied', reply, failed: defect === undefined ? undefined : String(defect) })
    return
  }
  const clean = isRaw ? redact(given, contentType, endpoint?.secretFields) : given
  if (isRaw) answer({ kind: 'redacted', body: clean === given ? undefined : clean })
  const content = { body: clean, contentType }
  const interpretation =
    endpoint === undefined
      ? unread('', 'its reader failed, see the log', new Error(`the worker has no endpoint ${path}`))
      : interpret(endpoint, content, { headers, settings, query })
  const result = toResult(interpretation, limits)
  answer({ kind: 'interpreted', result }, result.readings)
})
answer({ kind: 'ready' })

function answer(message: Answer, transferred: readonly Uint8Array<ArrayBuffer>[] = []): void {
  parentPort?.postMessage(
    message,
    transferred.map(({ buffer }) => buffer)
  )
}

import type { Limits } from '../config/limits.ts'
import { type CredentialStore, NO_SECRETS } from '../contract/credentials.ts'
import type { Endpoint, ReadingContext } from '../contract/endpoint.ts'
import { errors } from '../contract/errors.ts'
import type { DeliveryOutcome, Reply } from '../contract/reply.ts'
import { createBudget } from '../http/budget.ts'
import { createTurnBudget } from '../http/turn-budget.ts'
import { type Content, type Interpretation, interpret, replyTo, sourceOf, unread } from './interpret.ts'
import type { ReadingWorker } from './reading-worker/reading-worker.ts'
import { redact } from './redaction/redact.ts'

/** A body for an endpoint. */
export interface Unread {
  /** URL path of the endpoint. */
  path: string
  content: Content
  headers: ReadingContext['headers']
  query: ReadingContext['query']
  /** True: an account proved it, so lists of the environment, like MEWS_PROPERTIES, do not count. */
  isOfAccount?: boolean
}

export interface ReadBody {
  /** The bytes to store: those of the request, or a redacted copy. */
  body: Buffer
  interpretation: Interpretation
  /** Set for a large body: call it when the delivery is stored, or cannot be. Further large bodies may wait for it. */
  release?: () => void
}

/** Redacts and interprets bodies: small ones at once or in one of the next turns, large ones in a worker thread. */
export interface BodyReader {
  /** Throws or rejects with OVERLOADED when too many large bodies wait. */
  redactAndInterpret(endpoint: Endpoint, unread: Unread): ReadBody | Promise<ReadBody>
  /** The same for a body that was redacted before. It is never refused. */
  interpret(endpoint: Endpoint, unread: Unread): Interpretation | Promise<Interpretation>
  /** The reply to a delivery that was stored, where it depends on the body. `defect`: what the endpoint's own code threw. */
  replyTo(endpoint: Endpoint, body: Replied, outcome: DeliveryOutcome): Answer | Promise<Answer>
}

/** A body that a reply is about. */
type Replied = Pick<Unread, 'path' | 'content'> & { read: ReadBody }

interface Answer {
  reply: Reply
  defect?: unknown
}

interface BodyReaderOptions {
  credentials: CredentialStore
  limits: Limits['reading']
  /** Undefined: no worker thread is used. */
  worker: ReadingWorker | undefined
}

export function createBodyReader({ credentials, limits, worker }: BodyReaderOptions): BodyReader {
  const turns = createTurnBudget(limits.bytesPerTurn)
  const largeBytes = createBudget(limits.largeBytes)
  /** Large bodies that wait or are being read. */
  let large = 0

  return {
    redactAndInterpret(endpoint, unread) {
      const { content } = unread
      if (worker !== undefined && content.body.length > limits.atOnceBytes) {
        if (large > limits.queuedBodies) throw new errors.OVERLOADED()
        return readLarge(worker, endpoint, unread)
      }
      const turn = turns.take(content.body.length)
      return turn === undefined ? readNow(endpoint, unread) : turn.then(() => readNow(endpoint, unread))
    },

    interpret(endpoint, unread) {
      if (worker === undefined || unread.content.body.length <= limits.atOnceBytes)
        return interpret(endpoint, unread.content, contextOf(unread))
      return readInWorker(worker, endpoint, unread, { redact: false }).then(({ interpretation }) => interpretation)
    },

    replyTo(endpoint, replied, outcome) {
      const { interpretation } = replied.read
      // What a worker has decoded is there, and not here.
      const isHere = worker === undefined || replied.content.body.length <= limits.atOnceBytes
      return isHere
        ? replyTo(endpoint, interpretation.decoded, outcome)
        : replyInWorker(worker, endpoint, replied, outcome)
    }
  }

  async function readLarge(worker: ReadingWorker, endpoint: Endpoint, unread: Unread): Promise<ReadBody> {
    large++
    const { release } = await largeBytes.take(unread.content.body.length)
    try {
      return { ...(await readInWorker(worker, endpoint, unread, { redact: true })), release }
    } catch (error) {
      release()
      throw error
    } finally {
      large--
    }
  }

  function readNow(endpoint: Endpoint, unread: Unread): ReadBody {
    const { body: given, contentType } = unread.content
    const body = redact(given, contentType, endpoint.secretFields)
    return { body, interpretation: interpret(endpoint, { body, contentType }, contextOf(unread)) }
  }

  function contextOf({ headers, query, isOfAccount }: Unread): ReadingContext {
    return { headers, settings: isOfAccount ? NO_SECRETS : credentials, query }
  }
}

async function readInWorker(
  worker: ReadingWorker,
  endpoint: Endpoint,
  { path, content, headers, query, isOfAccount = false }: Unread,
  { redact }: { redact: boolean }
): Promise<ReadBody> {
  const { body, contentType } = content
  const read = await worker.read({ path, body, contentType, headers, query, isOfAccount, redact })
  const interpretation =
    'failed' in read ? unread(sourceOf(endpoint, undefined), read.failed, undefined) : read.interpretation
  return { body: read.redacted ?? body, interpretation }
}

async function replyInWorker(
  worker: ReadingWorker,
  endpoint: Endpoint,
  { path, content: { contentType }, read: { body } }: Replied,
  { fault: _fault, ...outcome }: DeliveryOutcome
): Promise<Answer> {
  const job = { path, body, contentType, headers: {}, query: undefined, isOfAccount: false, redact: false, outcome }
  const { reply, failed } = await worker.reply(job)
  return { reply: reply ?? endpoint.reply(outcome), defect: failed && new Error(failed) }
}

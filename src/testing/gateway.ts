import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import { adapterEndpoint, refusal } from '../../plugins/pms/adapter-endpoint.ts'
import { proveByEnvironment } from '../accounts/prove-by-environment.ts'
import type { Delivery } from '../contract/delivery.ts'
import { json, type Reply } from '../contract/reply.ts'
import { type Signed, type SignedRequest, single } from '../contract/verifiers.ts'
import { interpret, replyTo } from '../ingest/interpret.ts'
import { redact } from '../ingest/redaction/redact.ts'
import { refusedSender } from '../ingest/refused-sender.ts'
import { lowerCase } from './lower-case.ts'
import { type Kept, memoryLedger } from './memory-ledger.ts'

export const PUBLIC_URL = 'https://hooks.example.com'

export interface Settings {
  secrets: Readonly<Record<string, readonly string[]>>
  /** True: unverified requests are allowed. */
  open?: boolean
}

export interface Posted {
  reply: Reply
  /** Undefined: nothing was stored. */
  kept: Kept | undefined
  /** What the adapter's own code threw. */
  defect?: unknown
}

export interface Gateway {
  /** Sends a request with a credential: the bytes, unless the credential replaces them. */
  send(
    request: { method?: 'GET' | 'POST'; body: Buffer; headers?: Readonly<Record<string, string>> },
    signed?: Signed
  ): Posted
  stateOf: ReturnType<typeof memoryLedger>['stateOf']
}

const SILENT = { warn() {} }

/** The way of a webhook through the gateway, with the same functions and a ledger in memory, but without HTTP. */
export function openGateway(adapter: PmsAdapter, { secrets, open = false }: Settings): Gateway {
  const endpoint = adapterEndpoint(adapter)
  const ledger = memoryLedger()
  const store = { secrets: (setting: string) => secrets[setting] ?? [] }
  let count = 0

  return {
    stateOf: ledger.stateOf,
    send({ method = 'POST', body, headers = {} }, signed = {}) {
      const now = Date.now()
      const request: SignedRequest = {
        method,
        url: urlOf(adapter) + (signed.query ? `?${new URLSearchParams(signed.query)}` : ''),
        headers: lowerCase({ 'content-type': 'application/json', ...headers, ...signed.headers }),
        body: signed.body ?? body,
        receivedAt: now,
        ...(signed.address === undefined ? {} : { address: signed.address })
      }
      const credentials = endpoint.credentials(store)
      const proof = proveByEnvironment(request, credentials, open)
      if (typeof proof === 'string') {
        const { message } = refusedSender({ result: proof, credentials, path: endpoint.path }, SILENT)
        return { reply: refusal(adapter, message) ?? json(401, { error: message }), kept: undefined }
      }
      const answer = endpoint.handshake?.(request)
      if (answer !== undefined) return { reply: answer, kept: undefined }
      if (method === 'GET') return { reply: json(400, {}), kept: undefined }
      return { ...keep(request, proof.verified, new Date(now).toISOString()) }
    }
  }

  function keep(request: SignedRequest, verified: boolean, receivedAt: string): Posted {
    const contentType = single(request.headers['content-type'])
    const body = redact(request.body, contentType, endpoint.secretFields)
    const named = Object.fromEntries((endpoint.keyHeaders ?? []).map((name) => [name, single(request.headers[name])]))
    const context = { headers: named, settings: store }
    const { source, readings, decided, fault, defect, decoded } = interpret(endpoint, { body, contentType }, context)
    const id = `d-${++count}`
    const delivery: Delivery = {
      ...{ id, channel: 'pms', source, endpoint: endpoint.path, contentType: contentType ?? null, receivedAt },
      ...{ verified, masked: body !== request.body, body },
      ...decided
    }
    const kept = ledger.record({ delivery, readings })
    const outcome = {
      deliveryId: id,
      outcome: decided.outcome ?? (kept.outcome as 'accepted'), // one of the words of outcomeOf
      reason: kept.reason,
      problems: kept.problems,
      events: kept.events.map((_, at) => `${id}/${at}`),
      verified,
      fault
    }
    const made = endpoint.repliesToBody ? replyTo(endpoint, decoded, outcome) : { reply: endpoint.reply(outcome) }
    return { kept, reply: made.reply, defect: defect ?? made.defect }
  }
}

/** The URL of an adapter's route. */
export function urlOf({ name }: PmsAdapter): string {
  return `${PUBLIC_URL}/webhooks/pms/${name}`
}

import type { JsonObject } from '../../schemas/reading.ts'
import { FAILURES, type Failure } from './failures.ts'
import type { Fake } from './fake.ts'
import { jsonObject } from './json.ts'
import type { FakeReply, FakeRequest } from './vendor.ts'

const PREFIX = '/_fake/'

/** True: the request is about the fake, and not one of the vendor's API. */
export function isControl({ path }: FakeRequest): boolean {
  return path.startsWith(PREFIX)
}

/** Paths to change the fake by hand. docs/fakes.md lists them. */
export async function answerControl(fake: Fake, { method, path, body }: FakeRequest): Promise<FakeReply> {
  const given = jsonObject(body === '' ? '{}' : body)
  if (given === undefined) return { status: 400, body: { error: 'The body is not a JSON object' } }
  switch (`${method} ${path.slice(PREFIX.length)}`) {
    case 'GET calls':
      return { status: 200, body: { calls: fake.calls.slice(-100).map((call) => ({ ...call })) } }
    case 'POST changes':
      return change(fake, given)
    case 'POST webhooks':
      fake.setWebhooks({ url: textOf(given['url']), enabled: flagOf(given['enabled']) })
      return { status: 200, body: { done: true } }
    case 'POST failures':
      return fail(fake, given)
    case 'DELETE failures':
      fake.heal()
      return { status: 200, body: { done: true } }
    case 'POST expire-tokens':
      fake.expireTokens()
      return { status: 200, body: { done: true } }
    default:
      return { status: 404, body: { error: 'The fake has no such control path' } }
  }
}

/** `id`: that reservation; any, if absent. `count`: how many changes. */
async function change(fake: Fake, { id, count }: JsonObject): Promise<FakeReply> {
  const times = typeof count === 'number' ? Math.min(Math.max(count, 1), 1000) : 1
  const changes = []
  try {
    for (let done = 0; done < times; done += 1) changes.push(await fake.edit(textOf(id)))
  } catch (error) {
    return { status: 404, body: { error: String(error) } }
  }
  return { status: 200, body: { changes: changes.map((each) => ({ id: each.id, statuses: [...each.statuses] })) } }
}

function fail(fake: Fake, { failure, times, path }: JsonObject): FakeReply {
  if (!isFailure(failure)) return { status: 400, body: { error: `failure is one of: ${FAILURES.join(', ')}` } }
  fake.fail(failure, { times: typeof times === 'number' ? times : undefined, path: textOf(path) })
  return { status: 200, body: { done: true } }
}

function isFailure(value: unknown): value is Failure {
  return FAILURES.some((failure) => failure === value)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function flagOf(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined
}

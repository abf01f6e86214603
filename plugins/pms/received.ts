import { countProblems } from '../../schemas/collect.ts'
import { type DeliveryOutcome, json, type Reply } from '../../src/contract/reply.ts'

/** A body of 4 MiB can have a million items that cannot be read. `GET /api/deliveries/:id` lists more of them. */
const MOST_PROBLEMS = 25
const MOST_CHARS = 1_000

/** What a sender reads when its delivery is stored. */
export function received({ deliveryId, outcome, reason, problems, events }: DeliveryOutcome): Reply {
  const listed = problems.length === 0 ? problems : firstOf(problems)
  const body = { received: true, deliveryId, outcome, reason: reason && cut(reason), problems: listed, events }
  const omitted = countProblems(problems.slice(listed.length))
  return json(200, omitted === 0 ? body : { ...body, omittedProblems: omitted })
}

function firstOf(problems: DeliveryOutcome['problems']): DeliveryOutcome['problems'] {
  return problems.slice(0, MOST_PROBLEMS).map(({ path, problem }) => ({ path: cut(path), problem: cut(problem) }))
}

function cut(text: string): string {
  return text.length > MOST_CHARS ? text.slice(0, MOST_CHARS) : text
}

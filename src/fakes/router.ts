import type { FakeReply, FakeRequest } from './vendor.ts'

/** A method, a path with `:name` for a part of it, and what answers. */
export type Route = readonly [
  method: string,
  path: string,
  answer: (request: FakeRequest, part: string) => FakeReply | Promise<FakeReply>
]

/** The answer of the first route that fits. Undefined: there is no such path. */
export function routed(routes: readonly Route[], request: FakeRequest): FakeReply | Promise<FakeReply> | undefined {
  for (const [method, path, answer] of routes) {
    const part = partOf(path, request.path)
    if (part !== undefined && method === request.method) return answer(request, part)
  }
  return undefined
}

/** What stands in place of `:name`, or nothing where the path has no such part. Undefined: the path is another one. */
function partOf(pattern: string, path: string): string | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  if (wanted.length !== given.length) return undefined
  let found = ''
  for (const [at, segment] of wanted.entries()) {
    const actual = decoded(given[at] ?? '')
    if (segment.startsWith(':') && actual !== '') found = actual
    else if (segment !== actual) return undefined
  }
  return found
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

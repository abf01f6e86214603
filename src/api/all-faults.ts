import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Violation } from '../../schemas/check.ts'
import { unescapedName } from '../../schemas/json-pointer.ts'
import { ShapeError } from '../contract/errors.ts'
import { handleError } from '../http/error-handler.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Faults of a body that its schema cannot find. `body` lacks the parts that the schema refuses. */
    findFaults?(request: FastifyRequest, body: unknown): Promise<readonly Violation[]>
  }
}

const PARTS = ['params', 'querystring', 'body'] as const

/** Fastify ends at the first part of a request that its schema refuses. The answer lists the faults of all parts. */
export async function handleWithAllFaults(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply
): Promise<FastifyReply> {
  if (!(error instanceof ShapeError && 'validationContext' in error)) return handleError(error, request, reply)
  const found = PARTS.flatMap((part) => violationsOf(request, part))
  const { findFaults } = request.routeOptions.config
  const body = findFaults && withoutFaults(request.body, violationsOf(request, 'body'))
  const more = body === undefined ? [] : ((await findFaults?.(request, body)) ?? [])
  const others = more.filter((fault) => !found.some(({ path }) => overlap(path, fault.path)))
  return handleError(new ShapeError([...found, ...others]), request, reply)
}

function violationsOf(request: FastifyRequest, part: (typeof PARTS)[number]): readonly Violation[] {
  const value = part === 'querystring' ? request.query : request[part]
  // Safe: every validator comes from compileValidator.
  const { error } = Object(request.getValidationFunction(part)?.(value)) as { error?: ShapeError }
  return error?.violations ?? []
}

/** A copy of a body without the values that have faults. Undefined: the whole body has one. */
function withoutFaults(body: unknown, faults: readonly Violation[]): unknown {
  if (faults.some(({ path }) => path === '')) return undefined
  const copy: unknown = structuredClone(body)
  for (const { path } of faults) {
    const names = path.slice(1).split('/').map(unescapedName)
    const last = names.pop() ?? ''
    delete Object(names.reduce((value, name) => Object(value)[name], copy))[last]
  }
  return copy
}

/** True if one is the other, or a part of it. */
function overlap(one: string, other: string): boolean {
  return one === '' || `${one}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${one}/`)
}

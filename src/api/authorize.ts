import type { preValidationAsyncHookHandler } from 'fastify'
import { errors } from '../errors.ts'
import { matches } from '../verify.ts'

/** Lets nobody in without the API token. Without any token, nobody at all. */
export function authorize(tokens: readonly string[]): preValidationAsyncHookHandler {
  return async (request, reply) => {
    const given = /^bearer +(.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (matches(given, tokens) === 'ok') return
    reply.header('www-authenticate', 'Bearer')
    throw new errors.UNAUTHORIZED()
  }
}

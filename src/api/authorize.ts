import type { preValidationAsyncHookHandler } from 'fastify'
import { errors } from '../errors.ts'
import { bearerToken, matches } from '../verify.ts'

/** Lets nobody in without the API token. Without any token, nobody at all. */
export function authorize(tokens: readonly string[]): preValidationAsyncHookHandler {
  return async (request, reply) => {
    if (matches(bearerToken(request.headers.authorization), tokens) === 'ok') return
    reply.header('www-authenticate', 'Bearer')
    throw new errors.UNAUTHORIZED()
  }
}

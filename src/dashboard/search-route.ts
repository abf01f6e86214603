import type { FastifyInstance } from 'fastify'
import type { SealingKey } from '../accounts/secrets-key.ts'
import { addressOf, formOf } from './fields.ts'
import { sealedSearch } from './search-text.ts'

interface SearchRouteOptions {
  sealing: readonly SealingKey[]
  /** The other fields of the form. */
  fieldsOf?: (form: URLSearchParams) => Readonly<Record<string, string | undefined>>
}

/** Takes the form above a list. It is a POST that leads to the list, because what is searched for may be data of a guest. */
export function searchRoute(app: FastifyInstance, path: string, { sealing, fieldsOf }: SearchRouteOptions): void {
  app.post(path, { config: { role: 'viewer' } }, async (request, reply) => {
    const form = formOf(request)
    const f = sealedSearch(form.get('search') ?? '', sealing)
    return reply.redirect(addressOf(path, { ...fieldsOf?.(form), f }), 303)
  })
}

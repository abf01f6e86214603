import type { FastifyRequest } from 'fastify'

/** The fields of a form. Without a form, there are none. */
export function formOf({ body }: Pick<FastifyRequest, 'body'>): URLSearchParams {
  return body instanceof URLSearchParams ? body : new URLSearchParams()
}

/** The parameters of the URL. */
export function queryOf({ raw }: Pick<FastifyRequest, 'raw'>): URLSearchParams {
  const { url = '' } = raw
  const at = url.indexOf('?')
  return new URLSearchParams(at === -1 ? '' : url.slice(at))
}

/** A field without white space around it. Undefined: it is missing or empty. */
export function textOf(fields: URLSearchParams, name: string): string | undefined {
  return fields.get(name)?.trim() || undefined
}

/** A field that must be one of these values. Undefined: it is none of them. */
export function oneOf<Value extends string>(
  fields: URLSearchParams,
  name: string,
  values: readonly Value[]
): Value | undefined {
  const given = fields.get(name)
  return values.find((value) => value === given)
}

/** The address of a page with the fields that are given. */
export function addressOf(path: string, fields: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) if (value) query.set(name, value)
  return query.size === 0 ? path : `${path}?${query}`
}

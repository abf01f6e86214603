import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { FastifyInstance } from 'fastify'
import { escapedName } from '../../../schemas/json-pointer.ts'

/** OpenAPI 3.1, as far as the tests look at it: https://spec.openapis.org/oas/v3.1.1.html */
export interface Document {
  info: { title: string; version: string }
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  components: {
    examples: Readonly<Record<string, { value: unknown }>>
    securitySchemes?: Readonly<Record<string, unknown>>
  }
}

export interface Operation {
  summary: string
  security: readonly Readonly<Record<string, unknown>>[]
  parameters?: readonly { name: string; in: string }[]
  requestBody?: { content: Content }
  responses: Readonly<Record<string, { headers?: object; content?: Content }>>
}

type Content = Readonly<Record<string, { examples?: Examples }>>

/** Each is an example, or says where the example is. */
type Examples = Readonly<Record<string, { value: unknown } | { $ref: string }>>

export async function documentOf(app: FastifyInstance): Promise<Document> {
  return (await app.inject('/docs/json')).json()
}

export function operationsOf({ paths }: Document) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      path,
      method,
      operation
    }))
  )
}

export function find(document: Document, name: string): Operation {
  const found = operationsOf(document).find((one) => one.name === name)
  if (found === undefined) throw new Error(`${name} is not in the document`)
  return found.operation
}

export function matching(document: Document, method: string, url: string) {
  const parts = url.replace(/\?.*/, '').split('/')
  const found = operationsOf(document).find(({ path, method: own }) => {
    const wanted = path.split('/')
    const same = wanted.every((part, at) => part.startsWith('{') || part === parts[at])
    return own === method.toLowerCase() && wanted.length === parts.length && same
  })
  if (found === undefined) throw new Error(`${method} ${url} is not in the document`)
  return found
}

export function values({ components }: Document, examples: Examples = {}): unknown[] {
  return Object.values(examples).map((example) =>
    '$ref' in example ? components.examples[example.$ref.replace('#/components/examples/', '')]?.value : example.value
  )
}

export function bodies(document: Document, name: string): unknown[] {
  const [content] = Object.values(find(document, name).requestBody?.content ?? {})
  return values(document, content?.examples)
}

/** What is registered, as the framework shows it: a tree of paths, but for HEAD, which comes with each GET. */
export function routesOf(app: FastifyInstance): string[] {
  const above: string[] = []
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', part = '', methods = ''] = /^([│ ]*)[├└]── (\S+)(?: \((.+)\))?/.exec(line) ?? []
      above.splice(indent.length / 4, Number.POSITIVE_INFINITY, part)
      const path = above.join('').replaceAll(/:(\w+)/g, '{$1}')
      return methods
        .split(', ')
        .filter((method) => method !== '' && method !== 'HEAD')
        .map((method) => `${method} ${path}`)
    })
}

/** Returns a function that lists what does not fit of a value, by the schema at a place below `paths`. */
export function fitting(document: Document) {
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { date: true, 'date-time': true } })
  ajv.addSchema(document, 'openapi')
  // To compile a place takes much longer than to check a value.
  const checks = new Map<string, ValidateFunction>()
  return (place: readonly string[], value: unknown) => {
    const pointer = place.flatMap((part, at) => (at === 2 ? part.split('/') : part)).map(escaped)
    const $ref = `openapi#/paths/${pointer.join('/')}`
    const check = checks.get($ref) ?? ajv.compile({ $ref })
    checks.set($ref, check)
    return check(value) ? [] : (check.errors ?? [])
  }
}

function escaped(part: string): string {
  return encodeURIComponent(escapedName(part))
}

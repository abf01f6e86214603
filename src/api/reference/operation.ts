import { TypeGuard } from '@sinclair/typebox'
import type { FastifySchema, RouteOptions } from 'fastify'
import type { Channel } from '../../contract/channel.ts'
import type { ContentDocs, ReplyDocs, RouteDocs } from '../../contract/route-docs.ts'
import { ErrorBody, failuresOf, merge } from './failures.ts'
import { API_TOKEN, type Requirement, type Security } from './security.ts'

interface Route {
  schema: FastifySchema | undefined
  url: string
  route: Pick<RouteOptions, 'config' | 'method'>
}

const text = { type: 'string' }
const HEADERS: Readonly<Record<number, object>> = {
  401: { 'www-authenticate': { ...text, description: '`Bearer`' } },
  405: { allow: { ...text, description: 'the methods that this path takes' } },
  429: { 'retry-after': { ...text, description: 'seconds' } },
  503: { 'retry-after': { ...text, description: 'seconds' } }
}
const OF_A_DELIVERY = {
  'bellhook-delivery': { ...text, description: 'its id, for `GET /api/deliveries/:id`' },
  'bellhook-outcome': { ...text, description: '`accepted`, `duplicate`, `quarantined` or `spooled`' }
}

/** The section of the document that a path belongs to. */
export function sectionOf(url: string, channels: readonly Channel[]): string {
  const channel = channels.find(({ name }) => `${url}/`.startsWith(`/webhooks/${name}/`))
  return channel?.title ?? (url.startsWith('/api/') ? 'API' : 'Operations')
}

/**
 * Returns a function that turns the schemas and the docs of a route into a schema for @fastify/swagger. The route keeps its
 * own schema, because a schema for a reply would change what the route sends.
 */
export function describe(channels: readonly Channel[], { ofEndpoint }: Security) {
  return ({ schema = {}, url, route: { config, method } }: Route) => {
    const docs = config?.docs
    const path = url.length > 1 ? url.replace(/\/$/, '') : url
    if (docs === undefined) return { schema: { hide: true }, url: path }
    const { summary, description, link, headers, body } = docs
    return {
      url: path,
      schema: {
        ...schema,
        ...(schema.querystring ? { querystring: withoutDefaults(schema.querystring) } : {}),
        operationId: operationIdOf([method].flat()[0] ?? 'GET', path),
        tags: [sectionOf(path, channels)],
        summary,
        ...(description === undefined ? {} : { description }),
        ...(link === undefined ? {} : { externalDocs: { url: link } }),
        ...(headers === undefined ? {} : { headers }),
        ...(body === undefined ? {} : bodyOf(schema.body, body)),
        security: securityOf(docs, ofEndpoint.get(path)),
        response: responsesOf({ url: path, takesBody: schema.body !== undefined }, docs, schema.response)
      }
    }
  }
}

/** A name for generated clients: `getApiDeliveriesByIdRaw`. Method and path are unique, so it is. */
function operationIdOf(method: string, path: string): string {
  const words = path.replaceAll(/:(\w+)/g, 'by-$1').split(/[^A-Za-z0-9]+/)
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return method.toLowerCase() + (name || 'Root')
}

/** A parameter with a default is optional for callers. The route lists it as required, because the handler always gets it. */
function withoutDefaults(schema: unknown): unknown {
  if (!TypeGuard.IsObject(schema)) return schema
  const { properties, required = [] } = schema
  return { ...schema, required: required.filter((name) => properties[name]?.default === undefined) }
}

function securityOf({ access }: RouteDocs, ofSenders: readonly Requirement[] = []): readonly Requirement[] {
  if (access === 'anyone') return []
  return access === 'token' ? [{ [API_TOKEN]: [] }] : ofSenders
}

function bodyOf(schema: unknown, { contentType = 'application/json', examples }: NonNullable<RouteDocs['body']>) {
  const body = isObject(schema) ? schema : {}
  return { consumes: [contentType], body: examples ? { ...body, 'x-examples': named(examples) } : body }
}

function responsesOf(about: Parameters<typeof failuresOf>[0], docs: RouteDocs, own: unknown): object {
  const replies = new Map(Object.entries(docs.replies).map(([status, reply]) => [Number(status), reply]))
  for (const [status, reply] of failuresOf(about, docs)) replies.set(status, merge(replies.get(status), reply))
  return Object.fromEntries([...replies].map(([status, reply]) => [status, responseOf(status, reply, docs, own)]))
}

function responseOf(
  status: number,
  { description, headers, content }: ReplyDocs,
  { access }: RouteDocs,
  own: unknown
): object {
  const isChallenge = status === 401 && access === 'token'
  const ofStatus = status === 401 && !isChallenge ? undefined : HEADERS[status]
  const ofDelivery = status === 200 && access === 'sender' ? OF_A_DELIVERY : undefined
  const all = { ...ofStatus, ...ofDelivery, ...headersOf(headers) }
  const media = Object.entries(content).map(([type, one]) => [
    type,
    mediaOf(type, one, status === 200 ? own : undefined)
  ])
  return {
    description,
    ...(Object.keys(all).length > 0 ? { headers: all } : {}),
    content: Object.fromEntries(media)
  }
}

function headersOf(headers: ReplyDocs['headers'] = {}): object {
  return Object.fromEntries(Object.entries(headers).map(([name, description]) => [name, { ...text, description }]))
}

function mediaOf(type: string, { schema, examples }: ContentDocs, own: unknown): object {
  const ofRoute = isObject(own) && type === 'application/json' ? own[200 as keyof typeof own] : undefined
  const known = schema ?? ofRoute ?? (type === 'application/json' ? {} : text)
  if (known === ErrorBody) return { schema: { $ref: '#/components/schemas/Error' }, examples: referred(examples) }
  return { schema: known, ...(examples === undefined ? {} : { examples: named(examples) }) }
}

function named(examples: object): object {
  return Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]))
}

/** Most operations answer the same errors, so the example of each error stands in one place. */
function referred(examples: object = {}): object {
  return Object.fromEntries(Object.keys(examples).map((code) => [code, { $ref: `#/components/examples/${code}` }]))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

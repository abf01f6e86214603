import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ComponentChildren, VNode } from 'preact'
import { HTML } from './headers.ts'
import { viewerOf } from './session.ts'
import { toHtml } from './view/html.tsx'
import { Layout } from './view/layout.tsx'
import { ViewerContext } from './view/viewer-context.ts'
import { preferencesOf } from './viewer.ts'

/** Answers with a page. `heading` is its `h1` and its title. */
export function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  heading: string,
  content: ComponentChildren
): FastifyReply {
  const viewer = request.session === null ? undefined : viewerOf(request)
  const preferences = viewer ?? preferencesOf(request)
  const path = request.url.split('?', 1)[0] ?? ''
  const page = <Layout {...{ heading, viewer, preferences, path }}>{content}</Layout>
  return reply.type(HTML).send(`<!doctype html>${toHtml(page)}`)
}

/** HTML of a part of a page, for the person of the request. */
export function partHtml(request: FastifyRequest, content: VNode): string {
  return toHtml(<ViewerContext.Provider value={viewerOf(request)}>{content}</ViewerContext.Provider>)
}

/** Answers with a part of a page, which htmx puts in its place. */
export function sendPart(request: FastifyRequest, reply: FastifyReply, content: VNode): FastifyReply {
  return reply.type(HTML).send(partHtml(request, content))
}

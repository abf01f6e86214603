import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { htmlPage } from './route-docs.ts'

/** The build puts them there: `page/build.sh`. */
const FOLDER = join(import.meta.dirname, 'page')

const ASSETS = [
  { name: 'swagger-ui.css', type: 'text/css; charset=utf-8' },
  { name: 'swagger-ui-bundle.js', type: 'text/javascript; charset=utf-8' },
  { name: 'start.js', type: 'text/javascript; charset=utf-8' }
]

const HEADERS = {
  // Scripts, styles, and requests of this origin only, and nothing inline. Swagger UI's style has its icons in `data:` URLs.
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'"
  ].join('; '),
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  // A browser keeps the files, and asks whether they are still the same.
  'cache-control': 'no-cache'
}

interface File {
  type: string
  content: Buffer
  etag: string
}

/** `/docs`: Swagger UI on `/docs/json`. Each file has a route of its own, so no path of a request ever names a file. */
export async function page(app: FastifyInstance): Promise<void> {
  const index = await load('index.html', 'text/html; charset=utf-8')
  app.get('/docs', { config: { docs: htmlPage } }, (request, reply) => {
    // The page names its files relative to `/docs`, because a proxy may put a path in front of it.
    if (request.url.split('?', 1)[0]?.endsWith('/')) return reply.redirect('../docs', 308)
    return send(request, reply, index)
  })
  for (const { name, type } of ASSETS) {
    const asset = await load(name, type)
    app.get(`/docs/assets/${name}`, (request, reply) => send(request, reply, asset))
  }
}

async function load(name: string, type: string): Promise<File> {
  const path = join(FOLDER, name)
  const content = await readFile(path).catch((cause: unknown) => {
    throw new Error(`${path} cannot be read: run \`npm run build\`.`, { cause })
  })
  return { type, content, etag: `"${createHash('sha256').update(content).digest('base64url')}"` }
}

/** All answers share the bytes, so a client that does not take its answer costs no copy. */
function send(request: FastifyRequest, reply: FastifyReply, { type, content, etag }: File): FastifyReply {
  reply.headers(HEADERS).header('etag', etag)
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  return reply.type(type).send(content)
}

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'

/** The build puts them there: `public/build.sh`. */
const FOLDER = join(import.meta.dirname, 'public')
/** The login page needs the style, so the files are below a path that needs no session. */
const PREFIX = '/login/assets'
const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' } as const
const FILES = ['app.css', 'app.js', 'icon.svg', 'htmx.min.js', 'hx-sse.min.js'] as const

type AssetName = (typeof FILES)[number]

interface Asset {
  url: string
  type: string
  content: Buffer
}

let loaded: ReadonlyMap<AssetName, Asset> | undefined

/** URL of a file. It has the hash of the content, so browsers may keep the file for good. */
export function assetUrl(name: AssetName): string {
  return load().get(name)?.url ?? ''
}

/** Routes for scripts and styles. Each file has a route of its own, so no path of a request ever names a file. */
export async function assetRoutes(app: FastifyInstance): Promise<void> {
  for (const { url, type, content } of load().values()) {
    app.get(url, (_request, reply) =>
      reply
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('cross-origin-resource-policy', 'same-origin')
        .type(type)
        .send(content)
    )
  }
}

function load(): ReadonlyMap<AssetName, Asset> {
  loaded ??= new Map(FILES.map((name) => [name, loadFile(name)]))
  return loaded
}

function loadFile(name: AssetName): Asset {
  const path = join(FOLDER, name)
  const content = readOrExplain(path)
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 16)
  return { url: `${PREFIX}/${hash}/${name}`, type: typeOf(name), content }
}

function typeOf(name: AssetName): string {
  if (name.endsWith('.css')) return TYPES.css
  return name.endsWith('.svg') ? TYPES.svg : TYPES.js
}

function readOrExplain(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new Error(`${path} cannot be read: run \`npm run build\`.`, { cause })
  }
}

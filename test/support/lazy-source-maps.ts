import { existsSync, readFileSync } from 'node:fs'
import module, { SourceMap, type SourceMapPayload, syncBuiltinESMExports } from 'node:module'
import { fileURLToPath } from 'node:url'

// Node.js would read the source map of every module that it loads. tap only asks for the map of a test that has failed.
process.setSourceMapsEnabled(false)
module.findSourceMap = findSourceMap
syncBuiltinESMExports()

function findSourceMap(path: string): SourceMap | undefined {
  const url = path.startsWith('file:') ? path : `file://${path}`
  const file = `${fileURLToPath(url)}.map`
  if (!existsSync(file)) return undefined
  const payload: SourceMapPayload = JSON.parse(readFileSync(file, 'utf8'))
  return new SourceMap({ ...payload, sources: payload.sources.map((source) => new URL(source, url).href) })
}

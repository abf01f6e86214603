import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { splitList } from '../../config/comma-list.ts'
import type { Environ } from '../../config/environment.ts'
import { specifierOf } from '../../config/load-channels.ts'
import type { Channel } from '../../contract/channel.ts'
import { folderAbove } from '../folder-above.ts'

/** An endpoint that a provider sends to: `whatsapp`, `sms/status`, `pms/mews`. */
export interface Target {
  name: string
  channel: Channel
  endpoint: string
}

/** One delivery to send. Most cases are fixtures of the tests, which follow a page of the vendor. */
export interface Case extends Target {
  case: string
  contentType: string
  headers: Readonly<Record<string, string>>
  /** A JSON value, or the parameters of a form. */
  body: unknown
  /** Ids of the entities of its events. */
  ids: readonly string[]
}

const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'

const FixtureShape = Type.Object({
  request: Type.Optional(Type.Unknown()),
  body: Type.Optional(Type.Unknown()),
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  contentType: Type.Optional(Type.String()),
  events: Type.Array(Type.Object({ subject: Type.String() }))
})
/** Of several deliveries, the first one is sent. */
const StepsShape = Type.Object({ steps: Type.Array(Type.Unknown(), { minItems: 1 }) })
const Parameters = Type.Record(Type.String(), Type.String())
const FormShape = Type.Object({ path: Type.String(), parameters: Parameters })

export function targetsOf(channels: readonly Channel[]): Target[] {
  return channels.flatMap((channel) =>
    channel.endpoints.map(({ path }) => ({ name: channel.name + path, channel, endpoint: path }))
  )
}

/** All cases: the fixtures of Bellhook, and those of the packages in BELLHOOK_ADAPTERS. */
export async function findCases(channels: readonly Channel[], environ: Environ): Promise<Case[]> {
  const foldersOfAdapters = await findAdapterFolders(environ)
  const own = folderAbove(dirname(fileURLToPath(import.meta.url)), 'test/fixtures')
  return targetsOf(channels).flatMap((target) => {
    const folder = foldersOfAdapters.get(target.name) ?? (own === undefined ? undefined : join(own, target.name))
    if (folder === undefined || !existsSync(folder)) return []
    const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
    return files.sort().map((file) => readCase(target, join(folder, file)))
  })
}

/** Reads a file: a fixture with its events, or else a payload as the provider sends it. Throws if it cannot be read. */
export function readCase(target: Target, file: string, contentType = JSON_TYPE): Case {
  const parsed = parse(file)
  const content = Value.Check(StepsShape, parsed) ? parsed.steps[0] : parsed
  const about = { ...target, case: basename(file, extname(file)) }
  const isFixture = Value.Check(FixtureShape, content) && (content.body ?? content.request) !== undefined
  if (!isFixture) {
    if (contentType === FORM_TYPE && !Value.Check(Parameters, content)) {
      throw new Error(
        `${file} is no form: use a JSON object of texts, like {"MessageSid": "SM1", "From": "+15550001"}.`
      )
    }
    // Its ids are unknown, so it is sent as it is.
    return { ...about, contentType, headers: {}, body: content, ids: [] }
  }
  const { request, headers = {}, events } = content
  const ids = [...new Set(events.map(({ subject }) => subject.slice(subject.indexOf('/') + 1)))]
  if (Value.Check(FormShape, request)) {
    return { ...about, endpoint: request.path, headers, ids, contentType: FORM_TYPE, body: request.parameters }
  }
  return { ...about, contentType: content.contentType ?? JSON_TYPE, headers, ids, body: content.body ?? request }
}

/** The bytes of a body, as its provider sends them. */
export function bytesOf({ contentType }: Pick<Case, 'contentType'>, body: unknown): Buffer {
  if (contentType === JSON_TYPE) return Buffer.from(JSON.stringify(body))
  // XML, or another text, as the fixture has it.
  if (typeof body === 'string') return Buffer.from(body)
  return Buffer.from(new URLSearchParams(Object(body)).toString())
}

function parse(file: string): unknown {
  const text = readFileSync(file, 'utf8')
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`${file} is not valid JSON.`)
  }
}

/** An adapter of another package has its fixtures in the folder `fixtures/` of the package. */
async function findAdapterFolders(environ: Environ): Promise<ReadonlyMap<string, string>> {
  const folders = new Map<string, string>()
  for (const name of splitList(environ['BELLHOOK_ADAPTERS'])) {
    const specifier = specifierOf(name)
    const { default: adapter }: { default: { name: string } } = await import(specifier)
    const folder = folderAbove(dirname(fileURLToPath(import.meta.resolve(specifier))), 'fixtures')
    if (folder !== undefined) folders.set(`pms/${adapter.name}`, folder)
  }
  return folders
}

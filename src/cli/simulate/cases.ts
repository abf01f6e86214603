import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { list } from '../../config/comma-list.ts'
import type { Environ } from '../../config/environment.ts'
import { specifierOf } from '../../config/load-channels.ts'
import type { Channel } from '../../contract/channel.ts'

/** Where a provider sends to: `whatsapp`, `sms/status`, `pms/mews`. */
export interface Target {
  name: string
  channel: Channel
  endpoint: string
}

/** One delivery to send, after a vendor's page: the fixtures of the tests. */
export interface Case extends Target {
  case: string
  contentType: string
  headers: Readonly<Record<string, string>>
  /** A JSON value, or the parameters of a form. */
  body: unknown
  /** Ids of the things that its events are about. */
  ids: readonly string[]
}

const Shape = Type.Object({
  request: Type.Optional(Type.Unknown()),
  body: Type.Optional(Type.Unknown()),
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  events: Type.Array(Type.Object({ subject: Type.String() }))
})
const FormShape = Type.Object({ path: Type.String(), parameters: Type.Record(Type.String(), Type.String()) })

export function targetsOf(channels: readonly Channel[]): Target[] {
  return channels.flatMap((channel) =>
    channel.endpoints.map(({ path }) => ({ name: channel.name + path, channel, endpoint: path }))
  )
}

/** All cases: ours, and those of the packages in BELLHOOK_ADAPTERS. */
export async function findCases(channels: readonly Channel[], environ: Environ): Promise<Case[]> {
  const folders = await foldersOfPackages(environ)
  const ours = folderAbove(dirname(fileURLToPath(import.meta.url)), 'test/fixtures')
  return targetsOf(channels).flatMap((target) => {
    const folder = folders.get(target.name) ?? (ours === undefined ? undefined : join(ours, target.name))
    if (folder === undefined || !existsSync(folder)) return []
    const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
    return files.sort().map((file) => readCase(target, join(folder, file)))
  })
}

/** A case from its file. Throws an error that says what is wrong with it, or the system's when it cannot be read. */
export function readCase(target: Target, file: string): Case {
  const given = parse(file)
  const { request, headers = {}, events } = given
  const name = basename(file, '.json')
  const ids = [...new Set(events.map(({ subject }) => subject.slice(subject.indexOf('/') + 1)))]
  if (Value.Check(FormShape, request)) {
    const form = { contentType: 'application/x-www-form-urlencoded', body: request.parameters }
    return { ...target, case: name, endpoint: request.path, headers, ids, ...form }
  }
  return { ...target, case: name, contentType: 'application/json', headers, ids, body: given.body ?? request }
}

/** A case's body, or another one like it, as its provider sends it. */
export function bytesOf({ contentType }: Pick<Case, 'contentType'>, body: unknown): Buffer {
  if (contentType === 'application/json') return Buffer.from(JSON.stringify(body))
  return Buffer.from(new URLSearchParams(Object(body)).toString())
}

function parse(file: string): Static<typeof Shape> {
  const text = readFileSync(file, 'utf8')
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    throw new Error(`${file} cannot be read as JSON.`)
  }
  if (Value.Check(Shape, given) && (given.body ?? given.request) !== undefined) return given
  throw new Error(`${file} is no case: it needs "body" and "events". See docs/write-an-adapter.md.`)
}

/** An adapter of another package keeps its cases in the package's folder `fixtures/`. */
async function foldersOfPackages(environ: Environ): Promise<ReadonlyMap<string, string>> {
  const folders = new Map<string, string>()
  for (const name of list(environ['BELLHOOK_ADAPTERS'])) {
    const specifier = specifierOf(name)
    const { default: adapter }: { default: { name: string } } = await import(specifier)
    const folder = folderAbove(dirname(fileURLToPath(import.meta.resolve(specifier))), 'fixtures')
    if (folder !== undefined) folders.set(`pms/${adapter.name}`, folder)
  }
  return folders
}

/** The nearest folder of that name, no higher than the package begins. */
function folderAbove(start: string, name: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return join(folder, name)
    if (existsSync(join(folder, 'package.json')) || folder === dirname(folder)) return undefined
  }
}

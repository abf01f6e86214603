import type { PmsRecords } from '../../plugins/pms/adapter.ts'
import type { Fields } from '../../plugins/pms/fields.ts'
import { fieldsOf } from '../../plugins/pms/fields-of.ts'
import { createProblemList } from '../../plugins/pms/problem-list.ts'
import { draftsOf } from '../../plugins/pms/readings.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import type { ApiRequest, ReadingOfRecords } from '../../src/contract/api-request.ts'
import type { FetchedRecord, WantedRecord } from '../../src/contract/records.ts'
import { type Answer, usualMeaning } from '../../src/contract/usual-meaning.ts'
import type { Fake } from '../../src/fakes/fake.ts'

/** Sends what an adapter describes to a fake, one call after the other and without any retry. */
export function walkRecords(records: PmsRecords, fake: Fake) {
  let token: string | undefined
  const lookups: Record<string, readonly JsonObject[]> = {}
  const { credential } = records

  return { context, byIds, changed, send, loadLookups }

  function context(): ReadingOfRecords {
    return { now: new Date().toISOString(), settings: openSettings(), lookups }
  }

  /** Settings that are no secrets. */
  function openSettings() {
    const open = credential.open ?? []
    return Object.fromEntries(Object.entries(fake.settings).filter(([name]) => open.includes(name)))
  }

  async function loadLookups(): Promise<void> {
    for (const lookup of records.lookups ?? []) {
      const gathered: Record<string, JsonObject[]> = {}
      await gather(lookup.request(context()), gathered, [])
      lookups[lookup.name] = gathered[lookup.name] ?? []
    }
  }

  async function byIds(kind: string, ids: readonly string[]) {
    const declared = records.kinds.find((each) => each.kind === kind)
    return walks(kind, declared?.byIds?.(ids, context()) ?? [])
  }

  async function changed(kind: string, interval: { from: string; to: string }) {
    const request = records.kinds.find((each) => each.kind === kind)?.changed?.(interval, context())
    return walks(kind, request === undefined ? [] : [request])
  }

  async function walks(kind: string, requests: readonly ApiRequest[]) {
    const found: FetchedRecord[] = []
    const wanted: WantedRecord[] = []
    for (const request of requests) {
      const gathered: Record<string, JsonObject[]> = {}
      await gather(request, gathered, wanted)
      found.push(...records.assemble(kind, gathered, context()))
    }
    return { found, wanted, readings: found.map((each) => readingsOf(kind, each)) }
  }

  /** Rows of the request, of its next pages, and of the requests about them. */
  async function gather(request: ApiRequest, rows: Record<string, JsonObject[]>, wanted: WantedRecord[]) {
    const answer = await send(request)
    const meaning = records.meaningOf?.(answer) ?? usualMeaning(answer)
    if (meaning.as === 'empty' || meaning.as === 'absent') return
    if (meaning.as !== 'ok') throw new Error(`${request.path}: ${meaning.as} ${meaning.reason}`)
    const page = records.read(request, answer.body, context())
    if (page === undefined) throw new Error(`${request.path}: an unknown form`)
    rows[request.name] = [...(rows[request.name] ?? []), ...page.rows]
    wanted.push(...(page.wanted ?? []))
    for (const more of page.more ?? []) await gather(more, rows, wanted)
    if (page.next !== undefined) await gather(page.next, rows, wanted)
  }

  async function send(request: ApiRequest): Promise<Answer> {
    if (credential.type === 'static') return call(credential.authorize(request, fake.settings))
    token ??= credential.read((await call(credential.request(fake.settings))).body)?.token
    if (token === undefined) throw new Error('the vendor issues no token')
    const authorized = credential.authorize?.(request, token, fake.settings)
    return call(authorized ?? { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } })
  }

  async function call({ method, path, headers, json, form }: ApiRequest): Promise<Answer> {
    const type = json ? 'application/json' : 'application/x-www-form-urlencoded'
    const body = json ? JSON.stringify(json) : form && new URLSearchParams(form).toString()
    const reply = await fetch(fake.url + path, {
      method,
      redirect: 'manual',
      headers: { ...(body === undefined ? {} : { 'content-type': type }), ...headers },
      ...(body === undefined ? {} : { body })
    })
    const text = await reply.text()
    return { status: reply.status, headers: Object.fromEntries(reply.headers), body: parsed(text) }
  }

  function readingsOf(kind: string, { record }: FetchedRecord) {
    const problems = createProblemList()
    const fields: Fields = fieldsOf(record, '', problems)
    const readings = records.normalize(kind, fields)
    const drafts = readings.flatMap((each) => ('problem' in each ? [each] : draftsOf(each, fake.source)))
    return [...drafts, ...problems.end()]
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

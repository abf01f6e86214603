import type { JsonObject } from '../../schemas/reading.ts'
import type { Limits } from '../config/limits.ts'
import type { ApiRequest, ReadingOfRecords } from '../contract/api-request.ts'
import type { FetchedRecord, WantedRecord } from '../contract/records.ts'
import type { Caller } from './caller.ts'
import { TooMuch, Unavailable } from './errors.ts'
import type { Vendor } from './vendors.ts'

/** Records of one page of a walk, and records of other kinds that changed. */
export interface WalkedPage {
  records: readonly FetchedRecord[]
  wanted: readonly WantedRecord[]
}

interface WalkOptions {
  vendor: Vendor
  caller: Caller
  kind: string
  priority: number
  context: ReadingOfRecords
  limits: Limits['hydration']
}

/** Follows a walk to its end, one page after the other. Throws what `Caller.call` throws. */
export async function* walk(first: ApiRequest, options: WalkOptions): AsyncGenerator<WalkedPage> {
  const { kind, vendor, context, limits } = options
  let next: ApiRequest | undefined = first
  for (let pages = 0; next !== undefined; pages++) {
    if (pages >= limits.pages) throw new Unavailable('the walk has no end')
    const rows = new Map<string, JsonObject[]>()
    const wanted: WantedRecord[] = []
    const page = await readPage(next, options)
    gather(next, page)
    let calls = 0
    const more = [...(page.more ?? [])]
    for (let request = more.shift(); request !== undefined; request = more.shift()) {
      if (++calls > limits.callsPerPage) throw new TooMuch('a page needs too many calls')
      const answer = await readPage(request, options)
      gather(request, answer)
      more.push(...(answer.more ?? []), ...(answer.next === undefined ? [] : [answer.next]))
    }
    yield { records: vendor.records.assemble(kind, Object.fromEntries(rows), context), wanted }
    next = page.next

    function gather({ name }: ApiRequest, answer: Awaited<ReturnType<typeof readPage>>): void {
      const known = rows.get(name) ?? []
      rows.set(name, known)
      for (const row of answer.rows) known.push(row)
      for (const one of answer.wanted ?? []) wanted.push(one)
    }
  }
}

/** Reads one page. A record that the vendor does not know is a page without rows. */
export async function readPage(
  request: ApiRequest,
  { vendor, caller, priority, context }: Pick<WalkOptions, 'vendor' | 'caller' | 'priority' | 'context'>
) {
  const answer = await caller.call(request, priority)
  if (answer === 'absent') return { rows: [] }
  const page = vendor.records.read(request, answer.body, context)
  if (page === undefined) throw new Unavailable(`the answer to ${request.name} has an unknown form`)
  return page
}

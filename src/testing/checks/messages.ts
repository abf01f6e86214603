import type { Complaint } from '../complaint.ts'
import { isObject, leavesOf } from '../leaves.ts'
import type { AdapterCheck, Sample, TestedAdapter } from '../tested-adapter.ts'

const NEEDED = ['direction', 'type', 'from', 'to', 'text', 'media'] as const

/** What guests write. It is longer than a preview, and the blanks in it belong to it. */
const WRITTEN = `Two  blanks,\na line, and\ta tab. 😀 ${'All of it is the text of a guest. '.repeat(40)}End.`

/** A message says who wrote it, and to whom, and has the text that was written. */
export const messages: AdapterCheck = function* (tested) {
  for (const sample of tested.samples) {
    yield* changedTexts(tested, sample)
    for (const { kind, id, data } of tested.read(sample, sample.value)?.readings ?? []) {
      const message = data['message']
      if (kind !== 'message') continue
      const missing = isObject(message) ? NEEDED.find((name) => message[name] === undefined) : 'message'
      if (missing !== undefined)
        yield complain(sample, `message/${id} has no \`${missing}\`: use null where the vendor does not say`)
    }
  }
}

function* changedTexts(tested: TestedAdapter, sample: Sample): Generator<Complaint> {
  const texts = textsOf(tested, sample, sample.value)
  for (const { path, found, replace } of leavesOf(sample.value, sample.at)) {
    if (typeof found !== 'string' || !texts.includes(found)) continue
    const changed = textsOf(tested, sample, replace(WRITTEN))
    if (changed.length < texts.length || changed.includes(WRITTEN) || changed.every((text, at) => text === texts[at]))
      continue
    yield complain(sample, `the text of a message in ${path} is changed or cut: it must arrive as it was written`)
    return
  }
}

function textsOf(tested: TestedAdapter, sample: Sample, value: unknown): unknown[] {
  return (tested.read(sample, value)?.readings ?? []).flatMap(({ kind, data }) =>
    kind === 'message' ? [Object(data['message']).text] : []
  )
}

function complain({ fixture }: Sample, text: string): Complaint {
  return { check: 'messages', fixture: fixture.name, text }
}

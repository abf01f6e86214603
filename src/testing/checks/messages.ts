import type { Complaint } from '../complaint.ts'
import { isObject } from '../leaves.ts'
import type { AdapterCheck, Sample } from '../tested-adapter.ts'

const NEEDED = ['direction', 'type', 'from', 'to', 'text', 'media'] as const

/** A message says who wrote it, and to whom. */
export const messages: AdapterCheck = function* (tested) {
  for (const sample of tested.samples) {
    for (const { kind, id, data } of tested.read(sample, sample.value)?.readings ?? []) {
      const message = data['message']
      if (kind !== 'message') continue
      const missing = isObject(message) ? NEEDED.find((name) => message[name] === undefined) : 'message'
      if (missing !== undefined)
        yield complain(sample, `message/${id} has no \`${missing}\`: use null where the vendor does not say`)
    }
  }
}

function complain({ fixture }: Sample, text: string): Complaint {
  return { check: 'messages', fixture: fixture.name, text }
}

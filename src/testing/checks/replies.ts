import { refusal } from '../../../plugins/pms/adapter-endpoint.ts'
import type { DeliveryOutcome } from '../../contract/reply.ts'
import type { Complaint } from '../complaint.ts'
import { textsIn } from '../leaves.ts'
import type { AdapterCheck } from '../tested-adapter.ts'

const ABOUT = { deliveryId: 'd-1', reason: null, problems: [], events: [], verified: true }
const KEPT: DeliveryOutcome = { ...ABOUT, outcome: 'accepted', events: ['e-1'] }
const INVALID: DeliveryOutcome = { ...ABOUT, outcome: 'quarantined', reason: 'the body: must be an object' }

/** A reply says what became of the request, whatever that is. */
export const replies: AdapterCheck = function* ({ adapter, endpoint, samples }) {
  if (adapter.reply === undefined) return
  const complain = (text: string): Complaint => ({ check: 'reply', text })
  const [sample] = samples
  try {
    const kept = endpoint.reply(KEPT, { decoded: sample?.value })
    if (kept.status < 200 || kept.status > 299)
      yield complain(`a delivery that is stored is answered ${kept.status}: use a 2xx`)
    const invalid = endpoint.reply(INVALID, { decoded: undefined })
    if (kept.body === invalid.body)
      yield complain('it ignores the outcome: a body that cannot be read is answered like one that is stored')
    if (refusal(adapter, 'Unauthorized')?.body === withoutTexts(kept.body, sample?.value)) {
      yield complain('it ignores the outcome: a sender that is refused is answered like one that is not')
    }
    for (const outcome of ['duplicate', 'spooled', 'rejected'] as const)
      endpoint.reply({ ...ABOUT, outcome }, { decoded: {} })
  } catch (error) {
    yield complain(`it throws: ${error instanceof Error ? error.message : 'no Error'}. Its payload can be undefined`)
  }
}

/** A reply without what it repeats of the payload, which a refused sender cannot get. */
function withoutTexts(body: string, value: unknown): string {
  const texts = [...textsIn(value)].map(({ text }) => text).filter((text) => text !== '')
  return texts.reduce((left, text) => left.replaceAll(`"${text}"`, '""'), body)
}

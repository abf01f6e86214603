import { refusal } from '../../../plugins/pms/adapter-endpoint.ts'
import type { DeliveryOutcome } from '../../contract/reply.ts'
import type { Complaint } from '../complaint.ts'
import { places, textsIn } from '../leaves.ts'
import type { AdapterCheck } from '../tested-adapter.ts'

const ABOUT = { deliveryId: 'd-1', reason: null, problems: [], events: [], verified: true }
const KEPT: DeliveryOutcome = { ...ABOUT, outcome: 'accepted', events: ['e-1'] }
const INVALID: DeliveryOutcome = { ...ABOUT, outcome: 'quarantined', reason: 'the body: must be an object' }

/** A sender that writes it into a field must not write elements of the reply. */
const MARKUP = '<zz_unknown a="&"/>'

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
    const withoutPayload = ({ body }: { body: string }) => withoutTexts(body, sample?.value)
    if (withoutPayload(kept) === withoutPayload(invalid))
      yield complain('it ignores the outcome: a body that cannot be read is answered like one that is stored')
    const refused = refusal(adapter, 'Unauthorized')
    if (refused !== undefined && withoutPayload(refused) === withoutPayload(kept)) {
      yield complain('it ignores the outcome: a sender that is refused is answered like one that is not')
    }
    if (/xml|html/i.test(kept.contentType)) {
      const open = places(sample?.value).find(({ replace }) => {
        const { body } = endpoint.reply(KEPT, { decoded: replace(MARKUP) })
        return body.includes(MARKUP)
      })
      if (open !== undefined) yield complain(`it repeats ${open.path} as it is: write a text with escapeXml()`)
    }
    for (const outcome of ['duplicate', 'spooled', 'rejected'] as const)
      endpoint.reply({ ...ABOUT, outcome }, { decoded: {} })
  } catch (error) {
    yield complain(`it throws: ${error instanceof Error ? error.message : 'no Error'}. Its payload can be undefined`)
  }
}

/** A reply without what it repeats of the payload, so that only what it says of the outcome can differ. */
function withoutTexts(body: string, value: unknown): string {
  const texts = [...textsIn(value)].map(({ text }) => text).filter((text) => text !== '')
  return texts.reduce((left, text) => left.replaceAll(`"${text}"`, '""'), body)
}

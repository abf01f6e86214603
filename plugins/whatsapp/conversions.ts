import { canonical } from '../../schemas/canonical.ts'
import { check } from '../../schemas/check.ts'
import { money } from '../../schemas/money.ts'
import { WhatsAppConversion, WhatsAppPrice } from '../../schemas/whatsapp.ts'
import { type Read, type Reads, readEach } from './each.ts'
import { scaled } from './scaled.ts'
import { type Account, phoneNumberIdOf } from './scope.ts'
import { asJson, idText, instant, isValues, misfit, text, type Values } from './values.ts'

const conversionFits = check(WhatsAppConversion)
const priceFits = check(WhatsAppPrice)

/**
 * Reads what Meta takes for a lead or a purchase in a conversation that began with an ad. A price is in thousandths.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/automatic_events
 */
export function readConversions(value: Values, path: string, { id: accountId }: Account): Reads {
  const phoneNumberId = phoneNumberIdOf(value)
  return readEach(value, 'automatic_events', path, (item, at): Read | Reads => {
    if (!conversionFits.accepts(item)) return misfit(at, conversionFits, item)
    const { custom_data: price } = item
    const id = String(idText(item.id))
    const isPriced = priceFits.accepts(price)
    const event = text(item.event_name)
    const reading: Read = {
      type: 'conversion.recorded',
      source: 'whatsapp',
      kind: 'conversion',
      id,
      time: instant(item.timestamp),
      key: ['conversion', id, event ?? '', canonical(item)],
      formerKey: event === undefined ? undefined : ['conversion', id, event],
      data: {
        conversion: {
          externalId: id,
          event: event ?? null,
          clickId: text(item.ctwa_clid),
          price: isPriced ? { ...money(scaled(price.value, 1000), price.currency) } : undefined,
          accountId,
          phoneNumberId
        },
        vendor: isValues(item) ? asJson(item) : {}
      }
    }
    const isOdd = price !== undefined && price !== null && !isPriced
    const problems: Read[] = isOdd ? [misfit(`${at}/custom_data`, priceFits, price)] : []
    if (event === undefined) problems.push({ path: `${at}/event_name`, problem: 'must be a string' })
    return problems.length === 0 ? reading : [reading, ...problems]
  })
}

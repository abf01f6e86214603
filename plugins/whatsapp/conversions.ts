import { check } from '../../schemas/check.ts'
import { money } from '../../schemas/money.ts'
import { WhatsAppConversion } from '../../schemas/whatsapp.ts'
import { type Reads, readEach } from './each.ts'
import { scaled } from './scaled.ts'
import { phoneNumberIdOf } from './scope.ts'
import { asJson, instant, misfit, text, type Values } from './values.ts'

const conversionFits = check(WhatsAppConversion)

/**
 * What Meta takes for a lead or a purchase in a conversation that began with an ad. A price is in thousandths.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/automatic_events
 */
export function readConversions(value: Values, path: string, accountId: string | null): Reads {
  const phoneNumberId = phoneNumberIdOf(value)
  return readEach(value, 'automatic_events', path, (item, at) => {
    if (!conversionFits.accepts(item)) return misfit(at, conversionFits, item)
    const { custom_data: price } = item
    return {
      type: 'conversion.recorded',
      source: 'whatsapp',
      kind: 'conversion',
      id: item.id,
      time: instant(item.timestamp),
      key: ['conversion', item.id, item.event_name],
      data: {
        conversion: {
          externalId: item.id,
          event: item.event_name,
          clickId: text(item.ctwa_clid),
          price: price && { ...money(scaled(price.value, 1000), price.currency) },
          accountId,
          phoneNumberId
        },
        vendor: asJson(item)
      }
    }
  })
}

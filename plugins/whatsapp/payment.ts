import { canonical } from '../../schemas/canonical.ts'
import { check } from '../../schemas/check.ts'
import { money } from '../../schemas/money.ts'
import { WhatsAppPayment } from '../../schemas/whatsapp.ts'
import type { Read } from './each.ts'
import { person } from './people.ts'
import { scaled } from './scaled.ts'
import type { Scope } from './scope.ts'
import { asJson, instant, misfit, text, values, word } from './values.ts'

const paymentFits = check(WhatsAppPayment)

/**
 * How a payment stands (India). It comes among the statuses, but its id is no message of the hotel's.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in
 */
export function readPayment(item: unknown, path: string, { accountId, phoneNumberId }: Scope): Read {
  if (!paymentFits.accepts(item)) return misfit(path, paymentFits, item)
  const { payment, status } = item
  const { amount, currency, reference_id } = payment
  const { id, type, status: transactionStatus } = values(payment.transaction)
  return {
    type: 'payment.status_changed',
    source: 'whatsapp',
    kind: 'payment',
    id: reference_id,
    time: instant(item.timestamp),
    key: ['payment', item.id, status, canonical(payment)],
    data: {
      payment: {
        externalId: reference_id,
        statusId: item.id,
        status,
        total: { ...money(scaled(amount.value, amount.offset), currency) },
        transaction: { id: word(id) ?? null, type: text(type) ?? null, status: text(transactionStatus) ?? null },
        payer: { ...person(item.recipient_id, item.recipient_user_id) },
        accountId,
        phoneNumberId
      },
      vendor: asJson(payment)
    }
  }
}

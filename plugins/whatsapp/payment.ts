import { canonical } from '../../schemas/canonical.ts'
import { check } from '../../schemas/check.ts'
import { money } from '../../schemas/money.ts'
import { WhatsAppAmount, WhatsAppPayment } from '../../schemas/whatsapp.ts'
import type { Read, Reads } from './each.ts'
import { extraOf, type Fields, leftoversOf } from './leftovers.ts'
import { recipientOf } from './recipient.ts'
import { scaled } from './scaled.ts'
import type { Scope } from './scope.ts'
import { asJson, idText, instant, misfit, text, values } from './values.ts'

const paymentFits = check(WhatsAppPayment)
const amountFits = check(WhatsAppAmount)

/** The fields that are read. `vendor` has the payment as a whole. */
const PAYMENT: Fields = {
  id: 'id',
  status: 'text',
  type: 'text',
  timestamp: 'time',
  recipient_id: 'id',
  recipient_user_id: 'id',
  recipient_parent_user_id: 'id',
  payment: 'any'
}

/**
 * Reads the state of a payment (India). It comes among the statuses, but its id is no message of the hotel.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in
 */
export function readPayment(item: unknown, path: string, scope: Scope): Read | Reads {
  if (!paymentFits.accepts(item)) return misfit(path, paymentFits, item)
  const { payment, status } = item
  const reference = String(idText(payment.reference_id))
  const { id, type, status: transactionStatus } = values(payment.transaction)
  const hasAmount = amountFits.accepts(payment)
  const { unknown, misfits } = leftoversOf(item, PAYMENT, path)
  const { recipient, contact } = recipientOf(item, scope)
  const reading: Read = {
    type: 'payment.status_changed',
    source: 'whatsapp',
    kind: 'payment',
    id: reference,
    time: instant(item.timestamp),
    key: ['payment', String(idText(item.id)), status, canonical(payment)],
    data: {
      payment: {
        externalId: reference,
        statusId: idText(item.id),
        status,
        total: hasAmount ? { ...money(scaled(payment.amount.value, payment.amount.offset), payment.currency) } : null,
        transaction: { id: idText(id) ?? null, type: text(type) ?? null, status: text(transactionStatus) ?? null },
        payer: { ...recipient },
        accountId: scope.accountId,
        phoneNumberId: scope.phoneNumberId,
        extra: extraOf([...unknown, ...(contact?.unknown ?? [])])
      },
      vendor: asJson(payment)
    }
  }
  return hasAmount && misfits.length === 0
    ? reading
    : [reading, ...misfits, ...(hasAmount ? [] : [misfit(`${path}/payment`, amountFits, payment)])]
}

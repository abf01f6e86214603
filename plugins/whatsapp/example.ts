import type { WhatsAppPayload } from '../../schemas/whatsapp.ts'

/** A text message, as in the contract of the endpoints. */
export const EXAMPLE: WhatsAppPayload = {
  object: 'whatsapp_business_account',
  entry: [
    {
      id: 'BUSINESS_ACCOUNT_ID',
      changes: [
        {
          field: 'messages',
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '1555123456', phone_number_id: 'PHONE_NUMBER_ID' },
            contacts: [{ profile: { name: 'Guest Name' }, wa_id: '1234567890' }],
            messages: [
              { from: '1234567890', id: 'wamid.xxx', timestamp: '1699999999', type: 'text', text: { body: 'Hello' } }
            ]
          }
        }
      ]
    }
  ]
}

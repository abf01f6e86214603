import type { Attack } from '../attack.ts'
import { freshId, guest, many } from '../bodies.ts'

const COUNT = 80_000

function bodies(id: string): Readonly<Record<string, string>> {
  const fields = many(COUNT, (at) => `,"k${at.toString(36)}":0`).join('')
  const stay = '"arrivalDate":"2027-03-15","departureDate":"2027-03-18","status":"confirmed"'
  const reservation = `"source":"attack","externalId":"${id}","guest":${guest(id)},${stay}`
  return {
    guests: guest(id, fields),
    reservations: `{${reservation}${fields}}`,
    events: `{"type":"guest.updated","source":"attack","data":{"guest":${guest(id, fields)}${fields}}${fields}}`,
    mews: `{"EnterpriseId":"1","Events":[{"Discriminator":"CustomerUpdated","Value":{"Id":"${id}"${fields}}}]${fields}}`,
    cloudbeds: `{"event":"guest/created","propertyID":"1","guestID":"${id}"${fields}}`
  }
}

export const unknownFields: Attack = {
  name: 'unknown-fields',
  what: 'bodies with 80,000 unknown fields on each PMS route, twice',
  seconds: 12,
  async run({ post, pause }) {
    const id = freshId('fields')
    for (const [route, body] of Object.entries(bodies(id))) {
      await post('pms', body, { path: `/webhooks/pms/${route}` })
      // The second is compared with the first.
      await post('pms', body.replace('"ka":0', '"ka":1'), { path: `/webhooks/pms/${route}` })
      await pause(200)
    }
  },
  // No bound makes the work linear: the algorithms do. The control takes time with the square of the size.
  control: { without: 'linear time', violates: ['healthz'], plant: 'quadratic-reader' }
}

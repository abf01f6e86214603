import { SECRETS, type TestApp } from '../../support/test-app.ts'

/** The least that `/reservations` takes. */
export const STAY = {
  externalId: 'r-1',
  source: 'hotelier',
  guest: { externalId: 77, firstName: 'Amélie' },
  arrivalDate: '2026-05-01',
  departureDate: '2026-05-03',
  status: 'confirmed'
}

const SECRET = { 'x-webhook-secret': SECRETS.PMS_WEBHOOK_SECRET }

export async function send(app: TestApp, route: string, body: object, proof: Record<string, string> = SECRET) {
  return (await app.post(`/webhooks/pms/${route}`, JSON.stringify(body), proof)).json()
}

export async function reservation(app: TestApp, id: string = STAY.externalId) {
  return (await app.get(`/api/reservations/${STAY.source}/${id}`)).json()
}

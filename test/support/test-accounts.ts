import { createHmac, randomBytes } from 'node:crypto'
import type { LightMyRequestResponse } from 'fastify'
import type { Environ } from '../../src/config/environment.ts'
import { API_TOKEN, type TestApp } from './test-app.ts'

/** One key for all tests: SECRETS_KEY as a start has it. */
export const SECRETS_KEY = randomBytes(32).toString('base64')
export const WITH_ACCOUNTS: Environ = { SECRETS_KEY, HOST: '0.0.0.0', API_TOKEN, ALLOW_UNVERIFIED: '' }

/** Calls the management API. */
export function managing({ app }: Pick<TestApp, 'app'>, token = API_TOKEN) {
  return (
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    url: string,
    body?: object
  ): Promise<LightMyRequestResponse> =>
    app.inject({ method, url, headers: { authorization: `Bearer ${token}` }, ...(body && { payload: body }) })
}

/** A text message of WhatsApp to a number of a hotel. */
export function whatsAppText(numberId: string, id: string, waba = '102290129340398'): string {
  const message = { from: '491711234567', id, timestamp: '1710511200', type: 'text', text: { body: 'Hi' } }
  const metadata = { display_phone_number: '4930901820', phone_number_id: numberId }
  const value = { messaging_product: 'whatsapp', metadata, messages: [message] }
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: waba, changes: [{ field: 'messages', value }] }]
  })
}

export function metaSignature(body: string, secret: string): Record<string, string> {
  const digest = createHmac('sha256', secret).update(body).digest('hex')
  return { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${digest}` }
}

/** Waits for a value. Fails loudly after a minute. */
export async function waitFor<Value>(look: () => Promise<Value | undefined | false>, what: string): Promise<Value> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    const found = await look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`waited a minute for ${what}`)
}

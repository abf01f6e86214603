import type { Test } from 'tap'
import { twilioSignature } from '../../plugins/sms/twilio-signature.ts'
import type { Environ } from '../../src/config/environment.ts'
import { hmac } from '../../src/contract/verifiers.ts'
import { buildTestApp, SECRETS, type TestApp } from '../support/test-app.ts'

export interface Message {
  url: string
  body: string
  headers: Record<string, string>
}

export const HOST_URL = 'https://hooks.example.com'

/** A text message as Twilio sends it, and signs it for that public URL. */
export function sms(name: string, publicUrl = HOST_URL): Message {
  const url = '/webhooks/sms'
  const body = `MessageSid=SM${name}&AccountSid=AC0&From=%2B15550100001&To=%2B15550100002&Body=H%C3%A9llo+%26+more&NumMedia=0`
  const signed = { url: publicUrl + url, body: Buffer.from(body) }
  const { headers = {} } = twilioSignature.sign(signed, SECRETS.TWILIO_AUTH_TOKEN)
  return { url, body, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } }
}

/** As Meta sends and signs it; with its escapes, and as long as one wants. */
export function whatsapp(name: string, length = 10): Message {
  const url = '/webhooks/whatsapp'
  const text = `{"from":"15550100001","id":"wamid.${name}","timestamp":"1699999999","type":"text","text":{"body":"caf\\u00e9 a\\/b ${'x'.repeat(length)}"}}`
  const value = `{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100002","phone_number_id":"1"},"messages":[${text}]}`
  const body = `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":${value}}]}]}`
  const verifier = hmac({ header: 'x-hub-signature-256', prefix: 'sha256=' })
  const { headers = {} } = verifier.sign({ url: HOST_URL + url, body: Buffer.from(body) }, SECRETS.WHATSAPP_APP_SECRET)
  return { url, body, headers: { 'content-type': 'application/json', ...headers } }
}

/** A gateway on a socket, as one behind a proxy is set up. */
export async function listen(
  t: Test,
  environ: Environ = {},
  options: Parameters<typeof buildTestApp>[2] = {}
): Promise<TestApp & { address: string }> {
  const settings = { ...SECRETS, PUBLIC_URL: HOST_URL, TRUST_PROXY: '127.0.0.1', ...environ }
  const gateway = await buildTestApp(t, settings, options)
  const { host } = new URL(await gateway.app.listen({ host: '127.0.0.1', port: 0 }))
  return { ...gateway, address: host }
}

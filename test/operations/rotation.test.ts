import t from 'tap'
import { channels } from '../../plugins/index.ts'
import type { Channel } from '../../src/contract/channel.ts'
import type { Endpoint } from '../../src/contract/endpoint.ts'
import { buildTestApp } from '../support/test-app.ts'

const PUBLIC_URL = 'https://gw.example.test'
const FORM = { contentType: 'application/x-www-form-urlencoded', body: 'MessageSid=SM1' }

// What proves these senders is inside a body of a certain form. `bellhook check` rotates them with the fixtures of their adapters.
const INSIDE_BODY = new Set(['HOSTIFY_PUBLIC_KEY', 'SITEMINDER_WEBHOOK_SECRET'])

// The steps of docs/operations/secrets.md, at every door of every channel, with every secret that proves a sender there.
for (const channel of channels) {
  t.test(`${channel.title}: both secrets are good while one replaces the other, then only the new one`, async (t) => {
    const variables = channel.secrets
      .filter(({ authenticates, variable }) => authenticates && !INSIDE_BODY.has(variable))
      .map(({ variable }) => variable)
    const environ = (value: (variable: string) => string) => Object.fromEntries(variables.map((it) => [it, value(it)]))
    const both = await buildTestApp(
      t,
      environ((variable) => `${secretOf('new', variable)},${secretOf('old', variable)}`)
    )
    const after = await buildTestApp(
      t,
      environ((variable) => secretOf('new', variable))
    )

    const used = new Set<string>()
    for (const age of ['old', 'new'] as const) {
      // SiteMinder takes SOAP only.
      const endpoints = channel.endpoints.filter(({ path }) => path !== '/siteminder')
      for (const { url, body, headers, secret } of endpoints.flatMap((it) => lettersOf(channel, it, age))) {
        used.add(secret)
        t.not((await both.post(url, body, headers)).statusCode, 401, `${url} with ${secret}, of both`)
        const { statusCode } = await after.post(url, body, headers)
        t.equal(statusCode === 401, age === 'old', `${url} with ${secret}, when there is only the new one`)
      }
    }
    t.strictSame(
      [...used].sort(),
      variables.flatMap((variable) => [secretOf('new', variable), secretOf('old', variable)]).sort()
    )
  })
}

/** Basic needs a colon in the secret, and Standard Webhooks, which Guesty uses, base64 behind `whsec_`. */
function secretOf(age: 'old' | 'new', variable: string): string {
  const secret = `${age}:${variable}`
  return variable === 'GUESTY_WEBHOOK_SECRET' ? `whsec_${Buffer.from(secret).toString('base64')}` : secret
}

function lettersOf(channel: Channel, endpoint: Endpoint, age: 'old' | 'new') {
  const path = `/webhooks/${channel.name}${endpoint.path}`
  const { contentType, body: example } = channel.example ?? FORM
  const plain = Buffer.from(example)
  const secretsOf = (variable: string) => (INSIDE_BODY.has(variable) ? [] : [secretOf(age, variable)])
  return endpoint.credentials({ secrets: secretsOf }).flatMap(({ verifier, secrets }) =>
    secrets.map((secret) => {
      const signed = verifier.sign({ url: PUBLIC_URL + path, body: plain, receivedAt: Date.now() }, secret)
      const { query = {}, body = plain, headers = {} } = signed
      const url = Object.keys(query).length > 0 ? `${path}?${new URLSearchParams(query)}` : path
      return { url, body, headers: { 'content-type': contentType, ...headers }, secret }
    })
  )
}

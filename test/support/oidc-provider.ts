import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'

export const CLIENT = { id: 'bellhook', secret: 'client-secret-of-bellhook' }

const NO_ICON = '<link rel="icon" href="data:,">'

interface Code {
  challenge: string
  nonce: string
  redirectUri: string
}

/** What a test changes about the provider. */
export interface Behavior {
  /** Claims of the person who logs in. */
  person: Record<string, unknown>
  /** Claims that replace those of the ID token. */
  claims: Record<string, unknown>
  header: Record<string, unknown>
  /** Signs ID tokens. Default: the key that the JWKS shows. */
  key: KeyObject | undefined
  metadata: Record<string, unknown>
  /** Answers a request instead of the provider. True: it did. */
  instead(path: string, response: ServerResponse): boolean
  /** The person says no. */
  denies: boolean
  /** A page asks the person first, as in a browser. */
  asks: boolean
}

export interface OidcProvider {
  issuer: string
  behavior: Behavior
  /** Paths in the order of their requests. */
  requests: string[]
  /** What the browser does at the provider: returns the URL that it is sent back to. */
  logIn(url: string): Promise<URL>
  close(): Promise<void>
}

/** A strict OpenID Connect provider: code flow with PKCE, each code once, RS256. */
export async function startOidcProvider(t: Test, redirectUri: string): Promise<OidcProvider> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const codes = new Map<string, Code>()
  const tokens = new Set<string>()
  const requests: string[] = []
  const behavior: Behavior = {
    person: { sub: 'subject-of-mara', email: 'mara@example.com', email_verified: true },
    claims: {},
    header: {},
    key: undefined,
    metadata: {},
    instead: () => false,
    denies: false,
    asks: false
  }
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => json(response, 500, { error: String(error) }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // `listen` on an address makes an AddressInfo.
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close').catch(() => undefined)
  }
  t.teardown(() => (server.listening ? close() : undefined))

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const { pathname, searchParams } = new URL(request.url ?? '/', issuer)
    requests.push(pathname)
    if (behavior.instead(pathname, response)) return
    if (pathname === '/.well-known/openid-configuration') return json(response, 200, metadata())
    if (pathname === '/jwks') {
      const key = { ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }
      return json(response, 200, { keys: [key] })
    }
    if (pathname === '/authorize') return authorize(searchParams, response)
    if (pathname === '/token') return exchange(request, new URLSearchParams(await text(request)), response)
    if (pathname === '/userinfo') {
      const isKnown = tokens.has((request.headers.authorization ?? '').replace('Bearer ', ''))
      return isKnown ? json(response, 200, behavior.person) : json(response, 401, {})
    }
    return json(response, 404, {})
  }

  function metadata(): object {
    return {
      ...{ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` },
      ...{ jwks_uri: `${issuer}/jwks`, userinfo_endpoint: `${issuer}/userinfo` },
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      ...behavior.metadata
    }
  }

  function authorize(query: URLSearchParams, response: ServerResponse): unknown {
    const scopes = (query.get('scope') ?? '').split(' ')
    const isRight =
      query.get('client_id') === CLIENT.id &&
      query.get('redirect_uri') === redirectUri &&
      query.get('response_type') === 'code' &&
      query.get('code_challenge_method') === 'S256' &&
      scopes.includes('openid') &&
      scopes.includes('email')
    if (!isRight) return json(response, 400, { error: 'invalid_request' })
    if (behavior.asks && !query.has('agreed')) {
      // The values of the query are those of the gateway, and hold no markup.
      const page = `<!doctype html><title>Provider</title>${NO_ICON}<a href="/authorize?${query}&amp;agreed=yes">Go on</a>`
      return response.writeHead(200, { 'content-type': 'text/html' }).end(page)
    }
    const back = new URL(redirectUri)
    back.searchParams.set('state', query.get('state') ?? '')
    if (behavior.denies) back.searchParams.set('error', 'access_denied')
    else {
      const code = randomBytes(16).toString('hex')
      const [challenge, nonce] = [query.get('code_challenge') ?? '', query.get('nonce') ?? '']
      codes.set(code, { challenge, nonce, redirectUri })
      back.searchParams.set('code', code)
    }
    return response.writeHead(302, { location: back.href }).end()
  }

  function exchange({ headers }: IncomingMessage, form: URLSearchParams, response: ServerResponse): unknown {
    const basic = Buffer.from((headers.authorization ?? '').replace('Basic ', ''), 'base64').toString()
    const isClient = decodeURIComponent(basic) === `${CLIENT.id}:${CLIENT.secret}`
    const isPosted = form.get('client_id') === CLIENT.id && form.get('client_secret') === CLIENT.secret
    const takesPost = behavior.metadata['token_endpoint_auth_methods_supported'] !== undefined
    if (!(takesPost ? isPosted : isClient)) return json(response, 401, { error: 'invalid_client' })
    const code = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const isRight =
      form.get('grant_type') === 'authorization_code' &&
      code?.redirectUri === form.get('redirect_uri') &&
      code?.challenge === challenge
    if (code === undefined || !isRight) return json(response, 400, { error: 'invalid_grant' })
    const access_token = randomBytes(16).toString('hex')
    tokens.add(access_token)
    return json(response, 200, { access_token, token_type: 'Bearer', expires_in: 60, id_token: idToken(code) })
  }

  function idToken({ nonce }: Code): string {
    const now = Math.floor(Date.now() / 1_000)
    const header = { alg: 'RS256', kid: 'one', typ: 'JWT', ...behavior.header }
    const claims = {
      iss: issuer,
      aud: CLIENT.id,
      iat: now,
      exp: now + 60,
      nonce,
      ...behavior.person,
      ...behavior.claims
    }
    const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    if (header.alg === 'none') return `${signed}.`
    return `${signed}.${createSign('RSA-SHA256')
      .update(signed)
      .sign(behavior.key ?? privateKey, 'base64url')}`
  }

  return {
    ...{ issuer, behavior, requests, close },
    async logIn(url) {
      const answer = await fetch(url, { redirect: 'manual' })
      const location = answer.headers.get('location')
      if (location === null) throw new Error(`the provider answers ${answer.status}: ${await answer.text()}`)
      return new URL(location)
    }
  }
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

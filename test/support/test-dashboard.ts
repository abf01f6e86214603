import type { LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import type { Environ } from '../../src/config/environment.ts'
import { managing, WITH_ACCOUNTS } from './test-accounts.ts'
import { buildTestApp, type TestApp, type TestAppOptions } from './test-app.ts'

export const PASSWORD = 'correct horse battery'
export const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded', ...SAME_ORIGIN }

export type Role = 'viewer' | 'operator' | 'admin'

/** A person that is logged in. */
export interface Person {
  /** `name=value` of the session cookie. */
  cookie: string
  get(url: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  post(url: string, fields?: Record<string, string>): Promise<LightMyRequestResponse>
}

export interface TestDashboard extends TestApp {
  /** Adds an operator and uses the setup link. */
  logIn(person: { name: string; role: Role; hotels?: string[] }): Promise<Person>
}

export async function buildTestDashboard(
  t: Test,
  environ: Environ = {},
  options: TestAppOptions = {}
): Promise<TestDashboard> {
  const test = await buildTestApp(t, { ...WITH_ACCOUNTS, ...environ }, options)
  return {
    ...test,
    async logIn(person) {
      const { url } = (await managing(test)('POST', '/api/operators', person)).json()
      const done = await submitForm(test, new URL(url).pathname, { password: PASSWORD })
      if (done.statusCode !== 303) throw new Error(done.body)
      const cookie = String(done.headers['set-cookie']).split(';')[0] ?? ''
      return {
        cookie,
        get: (url, headers = {}) => test.app.inject({ url, headers: { cookie, ...headers } }),
        post: (url, fields = {}) => submitForm(test, url, fields, { cookie })
      }
    }
  }
}

export function submitForm(
  { app }: Pick<TestApp, 'app'>,
  url: string,
  fields: Record<string, string> = {},
  headers: Record<string, string> = {}
): Promise<LightMyRequestResponse> {
  const payload = new URLSearchParams(fields).toString()
  return app.inject({ method: 'POST', url, headers: { ...FORM, ...headers }, payload })
}

/** Text of the first heading of a page. */
export function headingOf({ body }: Pick<LightMyRequestResponse, 'body'>): string {
  return /<h1>([^<]*)<\/h1>/.exec(body)?.[1] ?? ''
}

import type { FakeReply, FakeRequest, VendorFault } from './vendor.ts'

/**
 * `html`: a page with status 200. `success_false`: status 200, and the failure in the body. `half_json`: the true answer, cut in
 * half. `redirect`: to another host. `down`: the connection breaks. `silent`: no answer at all. The others are in the
 * vendor's words.
 */
export type Failure = VendorFault | 'html' | 'success_false' | 'half_json' | 'redirect' | 'down' | 'silent'

export const FAILURES: readonly Failure[] = [
  'unauthorized',
  'too_many',
  'too_many_bare',
  'server_error',
  'refused',
  'html',
  'success_false',
  'half_json',
  'redirect',
  'down',
  'silent'
]

export interface FailureRule {
  failure: Failure
  /** Number of requests that fail. Absent: until `heal`. */
  times?: number | undefined
  /** Only requests whose path contains this text. */
  path?: string | undefined
}

/** Which of the requests fail, and how. */
export function createFailures() {
  let rules: { failure: Failure; left: number; path: string }[] = []
  return {
    add({ failure, times = Number.POSITIVE_INFINITY, path = '' }: FailureRule) {
      rules.push({ failure, left: times, path })
    },
    heal() {
      rules = []
    },
    /** The failure of this request, if it fails. */
    next({ path }: FakeRequest): Failure | undefined {
      const rule = rules.find((each) => each.left > 0 && path.includes(each.path))
      if (rule === undefined) return undefined
      rule.left -= 1
      return rule.failure
    }
  }
}

/** The answers that look alike at every vendor. */
export const PLAIN_FAILURES: Readonly<Partial<Record<Failure, FakeReply>>> = {
  html: {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<!doctype html><html><body><h1>We will be back soon</h1></body></html>'
  },
  success_false: { status: 200, body: { success: false, message: 'The request could not be processed' } },
  redirect: { status: 302, headers: { location: 'http://elsewhere.invalid/login' }, body: '' }
}

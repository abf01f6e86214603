import { json } from '../decode.ts'
import { findString } from '../json-scan.ts'
import { matches, type Verifier } from './verifier.ts'

/**
 * A credential in a JSON body, under these names from the outside in. It is the weakest of all, because it proves nothing about
 * the rest of the body. The body is scanned for it and not parsed, because its sender is not proven yet. What the last name
 * names is redacted before storage.
 */
export function bodyCredential(...path: readonly [string, ...string[]]): Verifier {
  return {
    kind: 'secret',
    credentials: path.slice(-1),
    check: ({ body }, secrets) => matches(findString(body, path), secrets),
    sign({ body }, secret) {
      const value = parsed(body)
      return isObject(value) ? { body: Buffer.from(JSON.stringify(withCredential(value, path, secret))) } : {}
    }
  }
}

function parsed(body: Buffer): unknown {
  try {
    return json(body)
  } catch {
    return undefined
  }
}

function inside(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

function withCredential(value: object, [name = '', ...rest]: readonly string[], secret: string): object {
  const inner = inside(value, name)
  return { ...value, [name]: rest.length === 0 ? secret : withCredential(isObject(inner) ? inner : {}, rest, secret) }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

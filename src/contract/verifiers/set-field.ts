import { json } from '../decode.ts'

/** A JSON body with a text at a path of names; undefined where the body is no JSON object. For tests and simulators. */
export function withField(body: Buffer, path: readonly string[], text: string): Buffer | undefined {
  const value = parsed(body)
  return isObject(value) ? Buffer.from(JSON.stringify(withText(value, path, text))) : undefined
}

function parsed(body: Buffer): unknown {
  try {
    return json(body)
  } catch {
    return undefined
  }
}

function withText(value: object, [name = '', ...rest]: readonly string[], text: string): object {
  const inner = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
  return { ...value, [name]: rest.length === 0 ? text : withText(isObject(inner) ? inner : {}, rest, text) }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

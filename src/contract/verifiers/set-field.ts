import { isJsonObject } from '../../../schemas/json-object.ts'
import { json } from '../decode.ts'

/** A JSON body with a text at a path of names; undefined where the body is no JSON object. For tests and simulators. */
export function withField(body: Buffer, path: readonly string[], text: string): Buffer | undefined {
  const value = parsed(body)
  return isJsonObject(value) ? Buffer.from(JSON.stringify(withText(value, path, text))) : undefined
}

function parsed(body: Buffer): unknown {
  try {
    return json(body)
  } catch {
    return undefined
  }
}

function withText(value: object, [name = '', ...rest]: readonly string[], text: string): object {
  const inner = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
  return { ...value, [name]: rest.length === 0 ? text : withText(isJsonObject(inner) ? inner : {}, rest, text) }
}

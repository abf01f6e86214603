import type { Json, JsonObject, Reading } from '../../schemas/reading.ts'
import { changeKey } from './change-key.ts'
import { readEach } from './each.ts'
import type { Field } from './fields.ts'
import { person } from './people.ts'
import { scopeOf } from './scope.ts'
import { asJson, instant, type Values, values, word } from './values.ts'

/** Reads a change of a field by its line in the table. */
export function readChange(
  name: string,
  field: Field,
  value: Values,
  path: string,
  account: { id: string | null; time: unknown }
): Reading[] {
  const { phoneNumberId } = scopeOf(account.id, value)
  if (field.list === undefined) return [read(value, path)]
  if (value[field.list] === undefined) return [{ path: `${path}/${field.list}`, problem: 'is missing' }]
  return readEach(value, field.list, path, (item, at) => read(values(item), at))

  function read(item: Values, at: string): Reading {
    const id = field.id === undefined ? account.id : word(find(item, field.id))
    if (id === null || id === undefined) return { path: at, problem: 'names nothing it is about' }
    const thing: JsonObject = {
      externalId: id,
      accountId: account.id,
      ...(phoneNumberId !== null && { phoneNumberId }),
      ...(field.person && { person: { ...person(...personIds(item, field.person)) } }),
      ...Object.fromEntries(Object.entries(field.fields ?? {}).map(([to, from]) => [to, told(to, find(item, from))]))
    }
    return {
      type: field.type,
      source: 'whatsapp',
      kind: field.kind,
      id,
      time: instant(timeOf(item)) ?? instant(account.time),
      key: changeKey(name, account.id, [account.time ?? null, phoneNumberId, item]),
      data: { [field.kind]: thing, vendor: asJson(item) }
    }
  }
}

function told(name: string, value: Json | undefined): Json | undefined {
  return name.endsWith('At') ? instant(value) : value
}

function timeOf(item: Values): unknown {
  return item['timestamp'] ?? values(item['metadata'])['timestamp']
}

function personIds(item: Values, [waId, userId, parentUserId]: readonly [string, string, string]) {
  return [find(item, waId), find(item, userId), find(item, parentUserId)] as const
}

/** What is at the first of these paths that leads anywhere. */
function find(item: Values, paths: string | readonly string[] = []): Json | undefined {
  for (const path of [paths].flat()) {
    const found = path.split('.').reduce<unknown>((at, name) => values(at)[name], item)
    if (found !== undefined && found !== null && found !== '') return found as Json
  }
  return undefined
}

// Parts of hostile bodies. Routes take at most 4 MiB, and SMS routes at most 64 KiB.

export const MIB = 1024 * 1024

/** A WhatsApp notification with these lists. */
export function notification(lists: object): string {
  const metadata = { display_phone_number: '15550783881', phone_number_id: '106540352242922' }
  const value = { messaging_product: 'whatsapp', metadata, ...lists }
  const entry = [{ id: '102290129340398', changes: [{ field: 'messages', value }] }]
  return JSON.stringify({ object: 'whatsapp_business_account', entry })
}

/** A list of `count` items. */
export function many<Item>(count: number, make: (at: number) => Item): Item[] {
  return Array.from({ length: count }, (_, at) => make(at))
}

/** An id that no other call returns. */
export function freshId(name: string): string {
  return `${name}-${Date.now().toString(36)}-${(made++).toString(36)}`
}
let made = 0

/** JSON of a guest. `extra` is JSON of more members, with a leading comma. */
export function guest(externalId: string, extra = ''): string {
  return `{"source":"attack","externalId":"${externalId}","lastName":"Lindqvist"${extra}}`
}

/** JSON of `depth` nested lists around a value. */
export function nested(depth: number, innermost: string): string {
  return `${'['.repeat(depth)}${innermost}${']'.repeat(depth)}`
}

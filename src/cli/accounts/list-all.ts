import type { GatewayClient } from '../gateway-client.ts'

/** The items of a list of the API, page by page. */
export async function* listAll<Item>(gateway: GatewayClient, path: string, name: string): AsyncGenerator<Item> {
  let cursor: string | undefined
  for (;;) {
    const after = cursor === undefined ? '' : `&after=${cursor}`
    const page = await gateway.get<Record<string, unknown>>(`${path}?limit=1000${after}`)
    // Each list has its items under its name.
    const items = page[name] as readonly Item[]
    yield* items
    if (items.length === 0) return
    cursor = String(page['cursor'])
  }
}

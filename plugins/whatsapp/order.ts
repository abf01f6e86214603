import type { Static } from '@sinclair/typebox'
import { money } from '../../schemas/money.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import type { WhatsAppContent as Content, WhatsAppOrderItem } from '../../schemas/whatsapp.ts'
import type { Shape } from './leftovers.ts'
import { idText, text, type Values } from './values.ts'

export const ORDER: Shape = {
  catalog_id: 'id',
  text: 'text',
  product_items: [{ product_retailer_id: 'id', quantity: 'any', item_price: 'any', currency: 'text' }, 1000]
}

export function readOrder(order: Static<typeof Content.order>): JsonObject {
  const { text: remark, catalog_id }: Values = order
  const items = order.product_items.map(readOrderItem)
  return { text: text(remark) ?? null, order: { catalogId: idText(catalog_id) ?? null, items } }
}

export function readOrderItem(item: Static<typeof WhatsAppOrderItem>): JsonObject {
  const { product_retailer_id }: Values = item
  return {
    productId: idText(product_retailer_id) ?? null,
    quantity: Number(item.quantity),
    price: { ...money(item.item_price, item.currency) }
  }
}

/** Words for a card in the languages of guests, and names of networks whose numbers look like other numbers. */
const CARD_WORD =
  /card|kart|carte|carta|cart[aã]o|tarjeta|maestro|union ?pay|rupay|uatp|diners|карт|بطاقة|כרטיס|卡|カード|카드|银联/gi

/** Maximum number of characters between a word for a card and the number. */
const NEAR = 40

/** Whether a word for a card is shortly before a position. Call it with ascending positions. */
export function nearCardWord(plain: string): (at: number) => boolean {
  let ends: readonly number[] | undefined
  let next = 0
  return (at) => {
    ends ??= [...plain.matchAll(CARD_WORD)].map(({ index, 0: word }) => index + word.length)
    while ((ends[next] ?? Number.POSITIVE_INFINITY) <= at) next++
    return (ends[next - 1] ?? Number.NEGATIVE_INFINITY) >= at - NEAR
  }
}

import { nameOf } from './words.ts'

/** A longer name may come from outside, and breaks anywhere. */
const LONGEST_WORD = 12

/** Where a delivery or an event comes from: `WhatsApp · seaview-desk`. */
export function Source({ source, account }: { source: string; account: string | null }) {
  const name = nameOf(source)
  return (
    <>
      <span class={name.length > LONGEST_WORD ? undefined : 'word'}>{name}</span>
      {account !== null && ` · ${account}`}
    </>
  )
}

import { isWord } from './is-word.ts'
import { nameOf } from './words.ts'

/** Where a delivery or an event comes from: `WhatsApp · seaview-desk`. */
export function Source({ source, account }: { source: string; account: string | null }) {
  const name = nameOf(source)
  return (
    <>
      <span class={isWord(name) ? 'word' : undefined}>{name}</span>
      {account !== null && ` · ${account}`}
    </>
  )
}

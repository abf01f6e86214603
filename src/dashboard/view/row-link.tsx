/** A longer name breaks anywhere. */
const LONGEST_WORD = 12

/** The link of a row to the page of its name. */
export function RowLink({ href, name }: { href: string; name: string }) {
  return (
    <a class={name.length > LONGEST_WORD ? 'row' : 'row word'} href={href}>
      {name}
    </a>
  )
}

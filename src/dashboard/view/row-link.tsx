import { isWord } from './is-word.ts'

/** The link of a row to the page of its name. */
export function RowLink({ href, name }: { href: string; name: string }) {
  return (
    <a class={isWord(name) ? 'row word' : 'row'} href={href}>
      {name}
    </a>
  )
}

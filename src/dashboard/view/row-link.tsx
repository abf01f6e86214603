import { isWord } from './is-word.ts'

export function RowLink({ href, name }: { href: string; name: string }) {
  return (
    <a class={isWord(name) ? 'row word' : 'row'} href={href}>
      {name}
    </a>
  )
}

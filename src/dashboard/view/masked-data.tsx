import { Raw } from './json.tsx'
import { Notice } from './parts.tsx'
import { RevealForm } from './reveal-form.tsx'

/** Texts with data of guests, masked until somebody asks for them. */
export function MaskedData({
  texts,
  isRevealed,
  action
}: {
  texts: readonly string[]
  isRevealed: boolean
  /** Where the button to show them leads. */
  action: string
}) {
  return (
    <>
      {isRevealed && <Notice tone="warn">Guest data is shown. The audit log has an entry about it.</Notice>}
      {texts.map((text, at) => (
        <Raw key={at} text={text} />
      ))}
      {!isRevealed && <RevealForm action={action} />}
    </>
  )
}

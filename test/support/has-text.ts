import type { Test } from 'tap'

/** Passes if a text contains another one. */
export function hasText(t: Test, text: string | undefined, part: string, name = `has the text ${part}`): boolean {
  return text?.includes(part) ? t.pass(name) : t.equal(text, part, name)
}

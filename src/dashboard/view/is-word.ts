/** A longer name may come from outside, and breaks anywhere. */
const LONGEST_WORD = 12

/** True for a short name, which is not broken in a narrow table. */
export function isWord(name: string): boolean {
  return name.length <= LONGEST_WORD
}

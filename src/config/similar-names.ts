import type { Environ } from './environment.ts'

/** Shorter names have neighbours that are other programs' own: HOSTS, POST, APP_TOKEN. */
const LONG_ENOUGH_FOR = [
  { letters: 12, mistakes: 2 },
  { letters: 8, mistakes: 1 },
  { letters: 0, mistakes: 0 }
] as const

/**
 * Variables that are set, mean nothing here, and are nearly the name of one that does and is not set. The environment is
 * full of other programs' variables, so only close ones count: a letter or two, or a word that was left out.
 */
export function misspelt(environ: Environ, known: readonly string[]): { given: string; meant: string }[] {
  const isSet = (name: string) => (environ[name] ?? '').trim() !== ''
  const missing = known.filter((name) => !isSet(name) && !isSet(name.replace(/_FILE$/, '')))
  return Object.keys(environ)
    .filter((name) => isSet(name) && !known.includes(name))
    .flatMap((given) => {
      const meant = missing
        .filter((name) => isNear(given, name))
        .sort((one, other) => mistakes(given, one) - mistakes(given, other))[0]
      return meant === undefined ? [] : [{ given, meant }]
    })
}

function isNear(given: string, name: string): boolean {
  const [own, other] = [plain(given), plain(name)]
  if (own === other || own === `${other}FILE`) return true
  const [first, ...words] = given.toUpperCase().split('_')
  const [firstOther, ...others] = name.split('_')
  // The first word says whose variable it is.
  if (first === firstOther && words.length > 0 && isPartOf(words, others)) return true
  const isSameOwner = first === firstOther || ((first ?? '').length > 4 && mistakes(first, firstOther) === 1)
  const allowed = LONG_ENOUGH_FOR.find(({ letters }) => other.length >= letters)?.mistakes ?? 0
  return isSameOwner && mistakes(own, other) <= allowed
}

/** SECRET of APP_SECRET: the last word is there, and another one is not. */
function isPartOf(words: readonly string[], others: readonly string[]): boolean {
  return words.length < others.length && words.at(-1) === others.at(-1) && words.every((word) => others.includes(word))
}

function plain(name: string): string {
  return name.toUpperCase().replaceAll(/[_-]/g, '')
}

/** Letters to change, add or take away until the one is the other (Levenshtein). */
function mistakes(one = '', other = ''): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1]
    for (const [place, otherLetter] of [...other].entries()) {
      const [left = 0, above = 0, corner = 0] = [next[place], row[place + 1], row[place]]
      next.push(Math.min(left + 1, above + 1, corner + Number(letter !== otherLetter)))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

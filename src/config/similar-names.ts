import leven from 'leven'
import type { Environ } from './environment.ts'

/** Typing mistakes that are recognized. Short names have many neighbors that belong to other programs: HOSTS, POST, APP_TOKEN. */
const MOST_MISTAKES = [
  { letters: 12, mistakes: 2 },
  { letters: 8, mistakes: 1 },
  { letters: 0, mistakes: 0 }
] as const

/**
 * Variables that are set but unknown, and resemble a known variable that is not set. The environment is full of variables of other
 * programs, so only close names count: one or two letters differ, or a word is missing.
 */
export function similarNames(environ: Environ, known: readonly string[]): { given: string; meant: string }[] {
  const isSet = (name: string) => (environ[name] ?? '').trim() !== ''
  const missing = known.filter((name) => !isSet(name) && !isSet(name.replace(/_FILE$/, '')))
  return Object.keys(environ)
    .filter((name) => isSet(name) && !known.includes(name))
    .flatMap((given) => {
      const meant = missing
        .filter((name) => isSimilar(given, name))
        .sort((one, other) => leven(given, one) - leven(given, other))[0]
      return meant === undefined ? [] : [{ given, meant }]
    })
}

function isSimilar(given: string, name: string): boolean {
  const [own, other] = [plain(given), plain(name)]
  if (own === other || own === `${other}FILE`) return true
  const [first = '', ...words] = given.toUpperCase().split('_')
  const [firstOther = '', ...others] = name.split('_')
  // The first word names the program that a variable belongs to.
  if (first === firstOther && words.length > 0 && isPartOf(words, others)) return true
  const isSameProgram = first === firstOther || (first.length > 4 && leven(first, firstOther) === 1)
  const allowed = MOST_MISTAKES.find(({ letters }) => other.length >= letters)?.mistakes ?? 0
  return isSameProgram && leven(own, other) <= allowed
}

/** True if only words before the last one are missing: SECRET for APP_SECRET. */
function isPartOf(words: readonly string[], others: readonly string[]): boolean {
  return words.length < others.length && words.at(-1) === others.at(-1) && words.every((word) => others.includes(word))
}

function plain(name: string): string {
  return name.toUpperCase().replaceAll(/[_-]/g, '')
}

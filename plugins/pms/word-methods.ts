import { isBlank, textInside } from './field-values.ts'
import type { Fields } from './fields.ts'
import { addProblem, type OpenedObject, takeFrom, valueIn } from './opened-object.ts'

/** The methods of `Fields` that read words with a meaning, and people. */
export const WORD_METHODS: Pick<Fields, 'word' | 'status' | 'known' | 'name' | 'person'> &
  ThisType<Fields & OpenedObject> = {
  word(name) {
    const value = valueIn(this, name)
    return typeof value === 'string' ? value : null
  },
  status(name, words) {
    const word = this.text(name) ?? undefined
    const status = word !== undefined && Object.hasOwn(words, word) ? words[word] : undefined
    return { status, sourceStatus: word }
  },
  known(name, meanings, unnamed) {
    const value = textInside(takeFrom(this, name))
    const word = typeof value === 'string' ? value.trim() : ''
    if (word === '') addProblem(this, name, isBlank(value) ? 'is missing' : 'is not a text')
    if (word === '') return unnamed?.()
    const spelled = Object.hasOwn(meanings, word) ? word : spellingAmong(Object.keys(meanings), word)
    if (spelled === undefined) addProblem(this, name, 'is not a known word', 'unknown_type')
    return spelled === undefined ? undefined : meanings[spelled]
  },
  name({ first, last, full }) {
    const partOf = (name: string | undefined) => (name === undefined ? this.rules.absent : this.text(name))
    const [firstName, lastName, fullName] = [partOf(first), partOf(last), partOf(full)]
    return firstName || lastName || !fullName ? { firstName, lastName } : { firstName: null, lastName: fullName }
  },
  person({ id, email, phone, language, ...names }) {
    return {
      externalId: id === undefined ? undefined : this.id(id),
      ...this.name(names),
      email: email === undefined ? undefined : this.text(email),
      phone: phone === undefined ? undefined : this.phone(phone),
      language: language === undefined ? undefined : this.language(language)
    }
  }
}

function spellingAmong(words: readonly string[], given: string): string | undefined {
  const lower = given.toLowerCase()
  return words.find((word) => word.toLowerCase() === lower)
}

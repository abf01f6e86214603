import { isBlank, meaningOf, textInside } from './field-values.ts'
import type { Fields } from './fields.ts'
import { addProblem, type OpenedObject, takeFrom, valueIn } from './opened-object.ts'

/** The methods of `Fields` that read words with a meaning, and people. */
export const WORD_METHODS: Pick<Fields, 'word' | 'status' | 'known' | 'name' | 'person' | 'message'> &
  ThisType<Fields & OpenedObject> = {
  word(name) {
    const value = valueIn(this, name)
    return typeof value === 'string' ? value : null
  },
  status(name, words) {
    const word = this.text(name) ?? undefined
    return { status: word === undefined ? undefined : meaningOf(words, word), sourceStatus: word }
  },
  known(name, meanings, unnamed, otherwise) {
    const value = textInside(takeFrom(this, name))
    const word = typeof value === 'string' ? value.trim() : ''
    if (word === '') addProblem(this, name, isBlank(value) ? 'is missing' : 'is not a text')
    if (word === '') return unnamed?.()
    const meaning = meaningOf(meanings, word)
    if (meaning !== undefined) return meaning
    addProblem(this, name, 'is not a known word', 'unknown_type')
    return otherwise?.()
  },
  name({ first, last, full }) {
    const partOf = (name: string | undefined) => (name === undefined ? this.rules.absent : this.text(name))
    const [firstName, lastName, fullName] = [partOf(first), partOf(last), partOf(full)]
    if (!firstName && !lastName && fullName) return { firstName: null, lastName: fullName }
    // Null empties the name that stood in for the parts.
    if (firstName === undefined && lastName === undefined && full !== undefined && valueIn(this, full) === null)
      return { firstName: null, lastName: null }
    // A full name that says something else remains part of the rest.
    if (full !== undefined && fullName && fullName !== `${firstName} ${lastName}`) this.read?.delete(full)
    return { firstName, lastName }
  },
  person({ id, email, phone, language, ...names }) {
    return {
      externalId: id === undefined ? undefined : this.id(id),
      ...this.name(names),
      email: email === undefined ? undefined : this.text(email),
      phone: phone === undefined ? undefined : this.phone(phone),
      language: language === undefined ? undefined : this.language(language)
    }
  },
  message(direction, { id, from, to, text, conversation, reservation }) {
    return {
      externalId: this.id(id),
      direction,
      from: from === undefined ? null : this.text(from),
      to: to === undefined ? null : this.text(to),
      text: this.text(text),
      conversationId: conversation === undefined ? undefined : this.id(conversation),
      reservationId: reservation === undefined ? undefined : this.id(reservation)
    }
  }
}

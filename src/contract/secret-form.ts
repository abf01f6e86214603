/** What a secret has to look like, where not every text can be one. */
export interface SecretForm {
  accepts(value: string): boolean
  /** The form in words, which never repeats a value. */
  expected: string
}

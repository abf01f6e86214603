import type { Field } from './field.ts'

/** What the readers of JSON, forms, XML, and multipart bodies do with the values they find. */
export interface Redactor {
  /** Names of fields that hold credentials of the provider. */
  credentials: readonly string[]
  /** The value with stars where it may not stay. It can be JSON or XML in turn. */
  redact(field: Field, value: string): string
  /** The same for a text that has no name, such as a name itself, and is read as nothing else. */
  redactText(text: string): string
}

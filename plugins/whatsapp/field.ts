/**
 * How a field of Meta's becomes an event: `data[kind]` gets the fields that are named here, by their paths in the value.
 * Fields whose name ends in `At` are Unix times in seconds.
 */
export interface Field {
  type: string
  kind: string
  /** Where the id of the entity is. Absent: it is the account. */
  id?: string | readonly string[]
  /** Each item of this list is a change of its own. Absent: the value is. */
  list?: string
  fields?: Readonly<Record<string, string | readonly string[]>>
  /** Paths of the ids of the person that it is about: WhatsApp id, user id, parent user id. */
  person?: readonly [string, string, string]
}

import { type Static, Type } from '@sinclair/typebox'

/** A part that was left out, because an event or a state would have become too large. The delivery's body has it. */
export const Omitted = Type.Object({
  path: Type.String({ description: 'JSON pointer into the object that `omitted` stands in; cut to 200 characters' }),
  bytes: Type.Integer({ description: 'size of the part as JSON' })
})
export type Omitted = Static<typeof Omitted>

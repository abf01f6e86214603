import { ShapeError } from '../../contract/errors.ts'
import { fromListCursor } from '../accounts/list.ts'

/** The position of a parameter that is a cursor of an earlier answer. Throws ShapeError that names the parameter. */
export function cursorOf(parameter: 'after' | 'before', cursor: string): number {
  const position = fromListCursor(cursor)
  if (position === undefined) {
    throw new ShapeError([{ path: `/${parameter}`, message: 'must be the cursor of an earlier answer' }])
  }
  return position
}

import { isJsonObject } from '../../schemas/json-object.ts'
import { escapedName } from '../../schemas/json-pointer.ts'
import type { Json } from '../../schemas/reading.ts'

const MEMBERS = '/*'

/** The paths of a reading that an entity is reported whole in. `extra/*` becomes the path of each member of `extra`. */
export function wholePaths(paths: readonly string[], entity: Json | undefined): readonly string[] {
  if (!paths.some((path) => path.endsWith(MEMBERS))) return paths
  return paths.flatMap((path) => (path.endsWith(MEMBERS) ? membersAt(path.slice(0, -MEMBERS.length), entity) : [path]))
}

function membersAt(path: string, entity: Json | undefined): readonly string[] {
  let found = entity
  for (const name of path.split('/'))
    found = isJsonObject(found) && Object.hasOwn(found, name) ? found[name] : undefined
  const names = isJsonObject(found) ? Object.keys(found) : []
  return names.map((name) => `${path}/${escapedName(name)}`)
}

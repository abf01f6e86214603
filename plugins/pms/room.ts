import { RoomFields } from '../../schemas/pms.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import { compact } from './compact.ts'
import { extra, idText, type Partially } from './reported.ts'

export type ReportedRoom = Partially<RoomFields> & { sourceStatus?: string | null | undefined }

// A PMS keeps these three dimensions apart. A single status word belongs to one of them.
const DIMENSIONS: ReadonlyMap<string, 'housekeeping' | 'occupancy' | 'service'> = new Map([
  ['dirty', 'housekeeping'],
  ['pickup', 'housekeeping'],
  ['clean', 'housekeeping'],
  ['inspected', 'housekeeping'],
  ['vacant', 'occupancy'],
  ['occupied', 'occupancy'],
  ['in_service', 'service'],
  ['out_of_service', 'service'],
  ['out_of_order', 'service']
])

/** A room in the words of the event model. */
export function room(reported: Partially<RoomFields>): JsonObject {
  const dimension = reported.status == null ? undefined : DIMENSIONS.get(reported.status)
  return compact({
    externalId: idText(reported.externalId),
    number: reported.number,
    type: reported.type,
    floor: idText(reported.floor),
    status: reported.status,
    ...(dimension === undefined ? {} : { [dimension]: reported.status }),
    ...compact({ housekeeping: reported.housekeeping, occupancy: reported.occupancy, service: reported.service }),
    extra: extra(reported, RoomFields.properties)
  })
}

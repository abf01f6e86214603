import { GuestFields } from '../../schemas/pms.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import { e164WithPlus } from '../../src/contract/phone-number.ts'
import { compact } from './compact.ts'
import { extra, type Fields, idText, list, overlay, type Partially } from './reported.ts'

export type ReportedGuest = Partially<GuestFields>

export const GUEST_DEFAULTS: JsonObject = {
  externalId: null,
  firstName: null,
  lastName: null,
  email: null,
  emailValid: null,
  phone: null,
  phoneE164: null,
  language: null,
  nationality: null,
  loyaltyTier: null,
  vipStatus: null,
  preferences: [],
  notes: null,
  extra: {}
}

/** A guest in the words of the event model. */
export function guest(reported: ReportedGuest, source: string): JsonObject {
  return compact(guestFields(reported, source))
}

/** The same, with defaults for the fields that were not reported. */
export function completeGuest(reported: ReportedGuest, source: string): JsonObject {
  return overlay(GUEST_DEFAULTS, guestFields(reported, source))
}

export function guestFields(reported: ReportedGuest, source: string): Fields {
  const [email, phone] = [filled(reported.email), filled(reported.phone)]
  return {
    // A guest without an id may be stored with one, so null does not empty it.
    externalId: idText(reported.externalId) ?? undefined,
    source: reported.source ?? source,
    firstName: reported.firstName?.trim() ?? reported.firstName,
    lastName: reported.lastName?.trim() ?? reported.lastName,
    email: address(email),
    emailValid: email == null ? email : ADDRESS.test(email),
    phone,
    phoneE164: phone == null ? phone : e164WithPlus(phone),
    language: language(reported.language),
    nationality: reported.nationality?.toUpperCase() ?? reported.nationality,
    loyaltyTier: reported.loyaltyTier,
    vipStatus: reported.vipStatus,
    preferences: list(reported.preferences, (preference) => ({ ...preference })),
    notes: reported.notes,
    extra: extra(reported, GuestFields.properties, ['propertyId', 'updatedAt'])
  }
}

/** A blank text is no address. */
function filled(reported: string | null | undefined): string | null | undefined {
  return reported?.trim() === '' ? null : reported
}

const ADDRESS = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/

/** Lower case for the domain only: mailboxes may be case-sensitive. A malformed address is kept, and `emailValid` is false. */
function address(reported: string | null | undefined): string | null | undefined {
  const at = reported?.lastIndexOf('@') ?? -1
  return reported == null || at === -1 ? reported : reported.slice(0, at) + reported.slice(at).toLowerCase()
}

// RFC 5646, 4.4.1, recommends room for 35.
const LONGEST_LANGUAGE = 255

/** BCP 47 in its canonical spelling (`en_gb` is `en-GB`). Any other text is kept as it is. */
function language(reported: string | null | undefined): string | null | undefined {
  if (!reported || reported.length > LONGEST_LANGUAGE) return reported
  try {
    return Intl.getCanonicalLocales(reported.replaceAll('_', '-'))[0] ?? reported
  } catch {
    return reported
  }
}

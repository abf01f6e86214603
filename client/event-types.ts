// Generated from the schemas of the events by `npm run event-types`. Do not edit.
/* biome-ignore-all format: generated */

export interface EventAttributes {
  specversion: '1.0'
  /** UUIDv7, unique */
  id: string
  /** who says so: `whatsapp`, `twilio`, `mews`, … */
  source: string
  /** `<kind>/<externalId>` */
  subject: string
  /** RFC 3339, UTC; what it is, `timebasis` says */
  time: string
  datacontenttype: 'application/json'
  /** `whatsapp`, `sms` or `pms` */
  channel: string
  /** the PMS's own id of the hotel */
  property?: string
  /** slug of the account that it belongs to */
  account?: string
  /** slug of the hotel that it belongs to */
  hotel?: string
  /** the delivery it came from */
  deliveryid: string
  /** RFC 3339, UTC: when the delivery arrived */
  receivedtime: string
  timebasis: 'event' | 'modified' | 'received'
  /** false: accepted without proof of who sent it */
  verified: boolean
  /** true: completed by asking the PMS */
  hydrated: boolean
  /** id of the event that this one corrects, after a replay */
  corrects?: string
  /** W3C Trace Context of the webhook request, where it had one */
  traceparent?: string
}

export interface Person {
  /** E.164, where it can be derived */
  phone?: string | null
  waId?: string | null
  /** business-scoped id, or the id of Twilio's other channels */
  userId?: string | null
  parentUserId?: string
  username?: string
}

export interface Message {
  /** `whatsapp`, `sms`, or `pms:<source>` */
  channel?: string
  externalId?: string
  direction?: 'inbound' | 'outbound'
  /** the provider's word */
  type?: string
  from?: string | null
  to?: string | null
  /** body, caption, or the label that was chosen */
  text?: string | null
  media?: Array<{
    contentType: string | null
    id?: string
    url?: string
    /** hex or base64, as it was sent */
    sha256?: string
    caption?: string
    filename?: string
    voice?: boolean
    animated?: boolean
  }>
  sender?: Person
  recipient?: Person
  contactName?: string | null
  accountId?: string | null
  phoneNumberId?: string | null
  messagingServiceId?: string
  groupId?: string
  /** `sms`, `mms`, or the scheme: `whatsapp`, `messenger`, `rcs` */
  transport?: string
  segments?: number
  location?: {
    latitude?: number
    longitude?: number
    name?: string
    address?: string
    url?: string
  }
  contacts?: Array<{
    name: string | null
    firstName?: string
    lastName?: string
    middleName?: string
    prefix?: string
    suffix?: string
    phones: Array<{
      raw: string | null
      phone: string | null
      waId: string | null
      userId?: string
      type: string | null
    }>
    emails: Array<{
      email: string | null
      type: string | null
    }>
    addresses: Array<Record<string, unknown>>
    urls: Array<Record<string, unknown>>
    organization?: Record<string, unknown>
    birthday?: string
    vcard?: string
    /** `contact_request`: the guest shares the own number */
    origin?: string
  }>
  selection?: {
    kind?: string
    id?: string | null
    title?: string | null
    description?: string
  }
  form?: {
    name?: string | null
    values?: unknown
    /** as it was sent */
    json?: string
  }
  callPermission?: {
    granted?: boolean
    permanent?: boolean
    expiresAt?: string
    source?: string
  }
  reaction?: {
    messageId?: string
    emoji?: string | null
    removed?: boolean
  }
  order?: {
    catalogId?: string | null
    items?: Array<{
      productId: string | null
      quantity: number
      price: {
        amount: string
        currency: string
      }
    }>
  }
  product?: Record<string, unknown>
  /** the message that was edited or revoked */
  originalId?: string
  contactChange?: {
    kind?: string
    previous?: Person
    current?: Person
  }
  unsupportedType?: string
  replyTo?: {
    messageId?: string
    from?: string | null
  }
  forwarded?: boolean
  frequentlyForwarded?: boolean
  referredProduct?: {
    catalogId?: string | null
    productId?: string | null
  }
  referral?: {
    sourceUrl?: string
    sourceId?: string
    sourceType?: string
    headline?: string
    body?: string
    mediaType?: string
    mediaUrl?: string
    thumbnailUrl?: string
    clickId?: string
    ref?: string
    welcomeText?: string
  }
  identityKeyHash?: string
  /** identity change check */
  identity?: {
    hash?: string | null
    createdAt?: string
    acknowledged?: boolean
  }
  /** what a guest and another agent said before */
  conversationSummary?: string
  errors?: Array<{
    code: string | null
    title: string | null
    details: string | null
    message?: string
  }>
  /** the program that wrote an echo; `contact_request`, `other` */
  origin?: string
  history?: {
    status?: string
    phase?: number
    progress?: number
    chunkOrder?: number
  }
  /** `STOP`, `START`, `HELP`: Twilio has acted on it already */
  optOut?: string
  fallback?: {
    errorCode?: string | null
    url?: string
  }
  /** the operator's own parameters in the URL */
  query?: Record<string, unknown>
  extra?: Record<string, unknown>
  conversationId?: string | null
  reservationId?: string | null
  communicationType?: string | null
}

export interface MessageStatus {
  channel?: 'whatsapp' | 'sms'
  /** id of the outgoing message */
  externalId?: string
  /** the provider's word */
  status?: string
  time?: string | null
  accountId?: string | null
  phoneNumberId?: string | null
  messagingServiceId?: string
  from?: string | null
  to?: string | null
  recipient?: Person
  participant?: Person
  groupId?: string
  identityKeyHash?: string
  transport?: string
  errorCode?: string | null
  errors?: Array<{
    code: string | null
    title: string | null
    details: string | null
    message?: string
  }>
  pricing?: {
    billable?: boolean
    model?: string | null
    type?: string | null
    category?: string | null
  }
  conversation?: {
    id?: string | null
    origin?: string | null
    expiresAt?: string
  }
  callbackData?: string
  templateId?: string
  carrierTime?: string
  /** the operator's own parameters in the URL */
  query?: Record<string, unknown>
  extra?: Record<string, unknown>
  errorMessage?: string | null
}

export interface Guest {
  externalId?: string | null
  source?: string | null
  firstName?: string | null
  lastName?: string | null
  email?: string | null
  /** false: `email` is malformed */
  emailValid?: boolean | null
  /** as the sender wrote it */
  phone?: string | null
  /** a number in E.164 */
  phoneE164?: string | null
  /** BCP 47, or the word of the sender */
  language?: string | null
  nationality?: string | null
  loyaltyTier?: string | null
  vipStatus?: string | null
  preferences?: Array<{
    category: string
    value: string
  }>
  notes?: string | null
  /** true: the PMS deleted the guest */
  deleted?: boolean
  /** fields that this schema does not describe */
  extra?: Record<string, unknown>
  /** parts of this state that were left out */
  omitted?: Array<{
    /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
    path: string
    /** size of the part as JSON */
    bytes: number
  }>
}

export interface Reservation {
  externalId?: string
  source?: string | null
  confirmationNumber?: string | null
  guest?: Guest | null
  roomNumber?: string | null
  roomType?: string | null
  /** a real calendar date, YYYY-MM-DD */
  arrivalDate?: string
  /** a real calendar date, YYYY-MM-DD */
  departureDate?: string
  status?: 'confirmed' | 'checked_in' | 'checked_out' | 'cancelled' | 'no_show' | 'inquiry' | 'pending' | 'tentative' | 'waitlisted'
  /** the word of the PMS */
  sourceStatus?: string | null
  adults?: number | null
  children?: number | null
  rateCode?: string | null
  totalRate?: {
    /** an exact decimal as text: "599.00" */
    amount?: string
    /** three capital letters (ISO 4217) */
    currency?: string
  } | null
  currency?: string | null
  specialRequests?: Array<string>
  notes?: Array<string>
  /** an instant with an offset, like 2024-03-15T14:00:00Z */
  updatedAt?: string | null
  rooms?: Array<{
    externalId?: string | null
    roomNumber?: string | null
    roomType?: string | null
    /** a real calendar date, YYYY-MM-DD */
    arrivalDate?: string | null
    /** a real calendar date, YYYY-MM-DD */
    departureDate?: string | null
    adults?: number | null
    children?: number | null
    status?: string | null
  }>
  /** fields that this schema does not describe */
  extra?: Record<string, unknown>
  /** parts of this state that were left out */
  omitted?: Array<{
    /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
    path: string
    /** size of the part as JSON */
    bytes: number
  }>
}

export interface Room {
  externalId?: string | null
  number?: string | null
  type?: string | null
  floor?: string | null
  status?: string | null
  /** the word of the PMS */
  sourceStatus?: string | null
  housekeeping?: 'dirty' | 'pickup' | 'clean' | 'inspected' | null
  occupancy?: 'vacant' | 'occupied' | null
  service?: 'in_service' | 'out_of_service' | 'out_of_order' | null
  /** fields that this schema does not describe */
  extra?: Record<string, unknown>
  /** parts of this state that were left out */
  omitted?: Array<{
    /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
    path: string
    /** size of the part as JSON */
    bytes: number
  }>
}

export interface Change {
  /** JSON pointer into the entity: `/guest/phone` */
  path: string
  before: unknown
  after: unknown
}

/** `data` of each event type. */
export interface EventDataByType {
  'message.received': {
      message: Message
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'message.status_changed': {
      status: MessageStatus
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'reservation.created': {
      reservation: Reservation
      guest?: Guest
      room?: Room
      /** what a state changed; absent: no earlier state is stored */
      changes?: Array<Change>
      previousStatus?: string | null
      newStatus?: string | null
      /** fields that this schema does not describe */
      extra?: Record<string, unknown>
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'reservation.updated': {
      reservation: Reservation
      guest?: Guest
      room?: Room
      /** what a state changed; absent: no earlier state is stored */
      changes?: Array<Change>
      previousStatus?: string | null
      newStatus?: string | null
      /** fields that this schema does not describe */
      extra?: Record<string, unknown>
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'reservation.cancelled': {
      reservation: Reservation
      guest?: Guest
      room?: Room
      /** what a state changed; absent: no earlier state is stored */
      changes?: Array<Change>
      previousStatus?: string | null
      newStatus?: string | null
      /** fields that this schema does not describe */
      extra?: Record<string, unknown>
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'guest.checked_in': {
      reservation?: Reservation
      guest?: Guest
      room?: Room
      /** what a state changed; absent: no earlier state is stored */
      changes?: Array<Change>
      previousStatus?: string | null
      newStatus?: string | null
      /** fields that this schema does not describe */
      extra?: Record<string, unknown>
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'guest.checked_out': {
      reservation?: Reservation
      guest?: Guest
      room?: Room
      /** what a state changed; absent: no earlier state is stored */
      changes?: Array<Change>
      previousStatus?: string | null
      newStatus?: string | null
      /** fields that this schema does not describe */
      extra?: Record<string, unknown>
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'guest.updated': {
      guest: Guest
      room?: Room
      /** what a state changed; absent: no earlier state is stored */
      changes?: Array<Change>
      previousStatus?: string | null
      newStatus?: string | null
      /** fields that this schema does not describe */
      extra?: Record<string, unknown>
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
      reservation?: Reservation
    }
  'room.status_changed': {
      reservation?: Reservation
      maintenance?: {
        externalId?: string
      }
      guest?: Guest
      room?: Room
      /** what a state changed; absent: no earlier state is stored */
      changes?: Array<Change>
      previousStatus?: string | null
      newStatus?: string | null
      /** fields that this schema does not describe */
      extra?: Record<string, unknown>
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'message.edited': {
      message: Message
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'message.revoked': {
      message: Message
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'message.echoed': {
      message: Message
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'message.imported': {
      message: Message
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'message.observed': {
      message: Message
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'message.sent': {
      message: Message
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'conversation.started': {
      message: Message
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'contact.changed': {
      message: Message
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'guest.deleted': {
      guest: Guest
      room?: Room
      /** what a state changed; absent: no earlier state is stored */
      changes?: Array<Change>
      previousStatus?: string | null
      newStatus?: string | null
      /** fields that this schema does not describe */
      extra?: Record<string, unknown>
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
      reservation?: Reservation
    }
  'account.alert_raised': {
      account: {
        entityType?: unknown
        entityId?: unknown
        alert?: unknown
        severity?: unknown
        status?: unknown
        description?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'account.capability_changed': {
      account: {
        dailyConversations?: unknown
        dailyConversationsPerNumber?: unknown
        numbersPerBusiness?: unknown
        numbersPerAccount?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'account.reviewed': {
      account: {
        decision?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'account.updated': {
      account: {
        event?: unknown
        phoneNumber?: unknown
        country?: unknown
        businessAccountId?: unknown
        adAccountId?: unknown
        disconnectionReason?: unknown
        disconnectedBy?: unknown
        violation?: unknown
        restrictions?: unknown
        banState?: unknown
        lockExpiresAt?: unknown
        tier?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'call.status_changed': {
      call: {
        status?: unknown
        to?: unknown
        callbackData?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'call.updated': {
      call: {
        event?: unknown
        status?: unknown
        direction?: unknown
        from?: unknown
        to?: unknown
        contactName?: unknown
        startedAt?: unknown
        endedAt?: unknown
        seconds?: unknown
        callbackData?: unknown
        errors?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'contact.preference_changed': {
      contact: {
        category?: unknown
        value?: unknown
        detail?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'contact.synced': {
      contact: {
        action?: unknown
        fullName?: unknown
        firstName?: unknown
        username?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'conversation.handed_over': {
      phone_number: {
        change?: unknown
        previousOwner?: unknown
        newOwner?: unknown
        summary?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'conversation.summarized': {
      phone_number: {
        kind?: unknown
        summary?: unknown
        messageIds?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'conversion.recorded': {
      conversion: {
        event?: unknown
        clickId?: unknown
        price?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'error.reported': {
      error: {
        code?: string | null
        title?: string | null
        details?: string | null
        message?: string
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'flow.updated': {
      flow: {
        event?: unknown
        text?: unknown
        oldStatus?: unknown
        newStatus?: unknown
        alert?: unknown
        threshold?: unknown
        errorRate?: unknown
        availability?: unknown
        warning?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'group.lifecycle_changed': {
      group: {
        change?: unknown
        requestId?: unknown
        errors?: unknown
        subject?: unknown
        description?: unknown
        inviteLink?: unknown
        joinApproval?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'group.participants_changed': {
      group: {
        change?: unknown
        requestId?: unknown
        errors?: unknown
        reason?: unknown
        joinRequestId?: unknown
        initiatedBy?: unknown
        added?: unknown
        removed?: unknown
        failed?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'group.settings_changed': {
      group: {
        change?: unknown
        requestId?: unknown
        errors?: unknown
        subject?: unknown
        description?: unknown
        picture?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'group.status_changed': {
      group: {
        change?: unknown
        requestId?: unknown
        errors?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'history.progressed': {
      phone_number: {
        phase?: unknown
        progress?: unknown
        chunkOrder?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'partner_solution.updated': {
      partner_solution: {
        event?: unknown
        status?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'payment.status_changed': {
      payment: {
        statusId?: unknown
        status?: unknown
        total?: unknown
        transaction?: unknown
        payer?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'payment.updated': {
      payment: {
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'payment_configuration.updated': {
      payment_configuration: {
        provider?: unknown
        merchantId?: unknown
        status?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'phone_number.name_reviewed': {
      phone_number: {
        decision?: unknown
        name?: unknown
        reason?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'phone_number.quality_changed': {
      phone_number: {
        event?: unknown
        oldLimit?: unknown
        currentLimit?: unknown
        dailyConversations?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'phone_number.security_changed': {
      phone_number: {
        event?: unknown
        requester?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'phone_number.settings_changed': {
      phone_number: {
        setting?: unknown
        calling?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'phone_number.username_changed': {
      phone_number: {
        username?: unknown
        status?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'provider.recovered': {
      provider: {
        /** the vendor; `bellhook` where it is about several */
        source: string
        /** `missed_changes`, `subscription_missing`, `credential_refused`, or `no_traffic` */
        reason: string
        /** changes that were found without a webhook; 0 where that does not apply */
        missed: number
        /** the last webhook, or the moment of the refusal */
        since: string
        until?: string
        /** the vendors, where it is about several */
        sources?: Array<string>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'provider.silent': {
      provider: {
        /** the vendor; `bellhook` where it is about several */
        source: string
        /** `missed_changes`, `subscription_missing`, `credential_refused`, or `no_traffic` */
        reason: string
        /** changes that were found without a webhook; 0 where that does not apply */
        missed: number
        /** the last webhook, or the moment of the refusal */
        since: string
        until?: string
        /** the vendors, where it is about several */
        sources?: Array<string>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'subscription.confirmation_requested': {
      subscription: {
        action?: unknown
        confirmUrl?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'template.category_changed': {
      template: {
        name?: unknown
        language?: unknown
        before?: unknown
        after?: unknown
        correct?: unknown
        changesAt?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'template.category_detected': {
      template: {
        name?: unknown
        language?: unknown
        category?: unknown
        correct?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'template.components_changed': {
      template: {
        name?: unknown
        language?: unknown
        body?: unknown
        title?: unknown
        footer?: unknown
        buttons?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'template.quality_changed': {
      template: {
        name?: unknown
        language?: unknown
        before?: unknown
        after?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'template.status_changed': {
      template: {
        name?: unknown
        language?: unknown
        category?: unknown
        status?: unknown
        reason?: unknown
        explanation?: unknown
        recommendation?: unknown
        title?: unknown
        description?: unknown
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
  'user_action.recorded': {
      user_action?: {
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
        action?: string | null
        clickId?: string | null
        trackingToken?: string | null
        component?: string
        productId?: string
      }
      phone_number?: {
        externalId?: string
        accountId?: string | null
        portfolioId?: string
        phoneNumberId?: string | null
        person?: Person
        /** fields that this schema does not describe */
        extra?: Record<string, unknown>
        action?: string | null
        clickId?: string | null
        trackingToken?: string | null
        component?: string
        productId?: string
      }
      /** the payload of the provider */
      vendor?: unknown
      /** parts that were left out, because the event would be too large */
      omitted?: Array<{
        /** JSON pointer into the object that `omitted` stands in; cut to 200 characters */
        path: string
        /** size of the part as JSON */
        bytes: number
      }>
    }
}

export type EventType = keyof EventDataByType

/** One event of the feed. `event.type` tells which `event.data` it has. */
export type BellhookEvent = { [Type in EventType]: EventAttributes & { type: Type; data: EventDataByType[Type] } }[EventType]

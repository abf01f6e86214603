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

const NUMBER = { kind: 'phone_number', id: 'display_phone_number' }
const TEMPLATE = { kind: 'template', id: 'message_template_id' }
const TEMPLATE_FIELDS = { name: 'message_template_name', language: 'message_template_language' }
// A group that could not be created has no id.
const GROUP = { kind: 'group', id: ['group_id', 'request_id'], list: 'groups' }
const GROUP_FIELDS = { change: 'type', requestId: 'request_id', errors: 'errors' }
const USERNAME: Field = {
  type: 'phone_number.username_changed',
  ...NUMBER,
  fields: { username: 'username', status: 'status' }
}

/**
 * Meta's fields beside messages. A field that is not here is quarantined. To read one, add a line.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview#fields
 */
export const FIELDS: Readonly<Record<string, Field>> = {
  account_alerts: {
    type: 'account.alert_raised',
    kind: 'account',
    // Older alerts have these on themselves.
    fields: {
      entityType: 'entity_type',
      entityId: 'entity_id',
      alert: ['alert_info.alert_type', 'alert_type'],
      severity: ['alert_info.alert_severity', 'alert_severity'],
      status: ['alert_info.alert_status', 'alert_status'],
      description: ['alert_info.alert_description', 'alert_description']
    }
  },
  account_review_update: { type: 'account.reviewed', kind: 'account', fields: { decision: 'decision' } },
  account_settings_update: {
    type: 'phone_number.settings_changed',
    kind: 'phone_number',
    id: 'phone_number_settings.phone_number_id',
    fields: { setting: 'type', calling: 'phone_number_settings.calling' }
  },
  // News of partners, and of a linked ad account, come with the business portfolio as the id of the entry.
  account_update: {
    type: 'account.updated',
    kind: 'account',
    id: 'waba_info.waba_id',
    fields: {
      event: 'event',
      phoneNumber: 'phone_number',
      country: 'country',
      businessAccountId: 'waba_info.waba_id',
      adAccountId: 'waba_info.ad_account_linked',
      disconnectionReason: 'disconnection_info.reason',
      disconnectedBy: 'disconnection_info.initiated_by',
      violation: 'violation_info.violation_type',
      restrictions: 'restriction_info',
      banState: 'ban_info.waba_ban_state',
      lockExpiresAt: 'lock_info.expiration',
      tier: 'volume_tier_info.tier'
    }
  },
  business_capability_update: {
    type: 'account.capability_changed',
    kind: 'account',
    fields: {
      dailyConversations: 'max_daily_conversations_per_business',
      dailyConversationsPerNumber: 'max_daily_conversation_per_phone',
      numbersPerBusiness: 'max_phone_numbers_per_business',
      numbersPerAccount: 'max_phone_numbers_per_waba'
    }
  },
  // Meta's sample and its heading do not agree on the name.
  business_username_update: USERNAME,
  business_username_updates: USERNAME,
  flows: {
    type: 'flow.updated',
    kind: 'flow',
    id: 'flow_id',
    fields: {
      event: 'event',
      text: 'message',
      oldStatus: 'old_status',
      newStatus: 'new_status',
      alert: 'alert_state',
      threshold: 'threshold',
      errorRate: 'error_rate',
      availability: 'availability',
      warning: 'warning'
    }
  },
  group_lifecycle_update: {
    type: 'group.lifecycle_changed',
    ...GROUP,
    fields: {
      ...GROUP_FIELDS,
      subject: 'subject',
      description: 'description',
      inviteLink: 'invite_link',
      joinApproval: 'join_approval_mode'
    }
  },
  group_participants_update: {
    type: 'group.participants_changed',
    ...GROUP,
    // Who asks to join.
    person: ['wa_id', 'user_id', 'parent_user_id'],
    fields: {
      ...GROUP_FIELDS,
      reason: 'reason',
      joinRequestId: 'join_request_id',
      initiatedBy: 'initiated_by',
      added: 'added_participants',
      removed: 'removed_participants',
      failed: 'failed_participants'
    }
  },
  group_settings_update: {
    type: 'group.settings_changed',
    ...GROUP,
    fields: { ...GROUP_FIELDS, subject: 'group_subject', description: 'group_description', picture: 'profile_picture' }
  },
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/webhooks
  group_status_update: { type: 'group.status_changed', ...GROUP, fields: GROUP_FIELDS },
  message_template_components_update: {
    type: 'template.components_changed',
    ...TEMPLATE,
    fields: {
      ...TEMPLATE_FIELDS,
      body: 'message_template_element',
      title: 'message_template_title',
      footer: 'message_template_footer',
      buttons: 'message_template_buttons'
    }
  },
  message_template_quality_update: {
    type: 'template.quality_changed',
    ...TEMPLATE,
    fields: { ...TEMPLATE_FIELDS, before: 'previous_quality_score', after: 'new_quality_score' }
  },
  message_template_status_update: {
    type: 'template.status_changed',
    ...TEMPLATE,
    fields: {
      ...TEMPLATE_FIELDS,
      category: 'message_template_category',
      status: 'event',
      reason: 'reason',
      explanation: 'rejection_info.reason',
      recommendation: 'rejection_info.recommendation',
      title: 'other_info.title',
      description: 'other_info.description'
    }
  },
  messaging_handovers: {
    type: 'conversation.handed_over',
    kind: 'phone_number',
    id: 'recipient.phone_number_id',
    person: ['sender.phone_number', 'sender.user_id', 'sender.parent_user_id'],
    fields: {
      change: 'type',
      previousOwner: ['control_passed.previous_owner_role', 'control_taken.previous_owner_role'],
      newOwner: ['control_passed.new_owner_role', 'control_taken.new_owner_role'],
      summary: ['control_passed.conversation_context.summary.text', 'conversation_context.summary.text']
    }
  },
  partner_solutions: {
    type: 'partner_solution.updated',
    kind: 'partner_solution',
    id: 'solution_id',
    fields: { event: 'event', status: 'solution_status' }
  },
  payment_configuration_update: {
    type: 'payment_configuration.updated',
    kind: 'payment_configuration',
    id: 'configuration_name',
    fields: { provider: 'provider_name', merchantId: 'provider_mid', status: 'status' }
  },
  phone_number_name_update: {
    type: 'phone_number.name_reviewed',
    ...NUMBER,
    fields: { decision: 'decision', name: 'requested_verified_name', reason: 'rejection_reason' }
  },
  phone_number_quality_update: {
    type: 'phone_number.quality_changed',
    ...NUMBER,
    fields: {
      event: 'event',
      oldLimit: 'old_limit',
      currentLimit: 'current_limit',
      dailyConversations: 'max_daily_conversations_per_business'
    }
  },
  security: {
    type: 'phone_number.security_changed',
    ...NUMBER,
    fields: { event: 'event', requester: 'requester' }
  },
  smb_app_state_sync: {
    type: 'contact.synced',
    kind: 'contact',
    list: 'state_sync',
    id: ['contact.user_id', 'contact.phone_number'],
    person: ['contact.phone_number', 'contact.user_id', 'contact.parent_user_id'],
    fields: {
      action: 'action',
      fullName: 'contact.full_name',
      firstName: 'contact.first_name',
      username: 'contact.username'
    }
  },
  template_category_update: {
    type: 'template.category_changed',
    ...TEMPLATE,
    fields: {
      ...TEMPLATE_FIELDS,
      before: 'previous_category',
      after: 'new_category',
      correct: 'correct_category',
      changesAt: 'category_update_timestamp'
    }
  },
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/direct-send/integrity-and-content-guidelines
  template_correct_category_detection: {
    type: 'template.category_detected',
    ...TEMPLATE,
    fields: { ...TEMPLATE_FIELDS, category: ['category', 'message_template_category'], correct: 'correct_category' }
  },
  user_preferences: {
    type: 'contact.preference_changed',
    kind: 'contact',
    list: 'user_preferences',
    id: ['user_id', 'wa_id'],
    person: ['wa_id', 'user_id', 'parent_user_id'],
    fields: { category: 'category', value: 'value', detail: 'detail' }
  }
}

import type { Field } from './field.ts'

// A group that could not be created has no id.
const GROUP = { kind: 'group', id: ['group_id', 'request_id'], list: 'groups' }
const GROUP_FIELDS = { change: 'type', requestId: 'request_id', errors: 'errors' }

/** Fields about contacts, groups, and conversations. */
export const PEOPLE_FIELDS: Readonly<Record<string, Field>> = {
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
  user_preferences: {
    type: 'contact.preference_changed',
    kind: 'contact',
    list: 'user_preferences',
    id: ['user_id', 'wa_id'],
    person: ['wa_id', 'user_id', 'parent_user_id'],
    fields: { category: 'category', value: 'value', detail: 'detail' }
  }
}

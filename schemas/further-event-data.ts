import { Type } from '@sinclair/typebox'
import { about, COMMON, ofProvider, ReportedError, UserAction } from './event-shapes.ts'

const TEMPLATE = ['name', 'language'] as const
const GROUP = ['change', 'requestId', 'errors'] as const

/** `data` of events about accounts, calls, contacts, groups, payments, phone numbers, templates, and vendors. */
export const FURTHER_EVENT_DATA = {
  'account.alert_raised': about('account', ['entityType', 'entityId', 'alert', 'severity', 'status', 'description']),
  'account.capability_changed': about('account', [
    'dailyConversations',
    'dailyConversationsPerNumber',
    'numbersPerBusiness',
    'numbersPerAccount'
  ]),
  'account.reviewed': about('account', ['decision']),
  'account.updated': about('account', [
    'event',
    'phoneNumber',
    'country',
    'businessAccountId',
    'adAccountId',
    'disconnectionReason',
    'disconnectedBy',
    'violation',
    'restrictions',
    'banState',
    'lockExpiresAt',
    'tier'
  ]),
  'call.status_changed': about('call', ['status', 'to', 'callbackData']),
  'call.updated': about('call', [
    'event',
    'status',
    'direction',
    'from',
    'to',
    'contactName',
    'startedAt',
    'endedAt',
    'seconds',
    'callbackData',
    'errors'
  ]),
  'contact.preference_changed': about('contact', ['category', 'value', 'detail']),
  'contact.synced': about('contact', ['action', 'fullName', 'firstName', 'username']),
  'conversation.handed_over': about('phone_number', ['change', 'previousOwner', 'newOwner', 'summary']),
  'conversation.summarized': about('phone_number', ['kind', 'summary', 'messageIds']),
  'conversion.recorded': about('conversion', ['event', 'clickId', 'price']),
  'error.reported': Type.Object({ error: ReportedError, ...COMMON }),
  'flow.updated': about('flow', [
    'event',
    'text',
    'oldStatus',
    'newStatus',
    'alert',
    'threshold',
    'errorRate',
    'availability',
    'warning'
  ]),
  'group.lifecycle_changed': about('group', [...GROUP, 'subject', 'description', 'inviteLink', 'joinApproval']),
  'group.participants_changed': about('group', [
    ...GROUP,
    'reason',
    'joinRequestId',
    'initiatedBy',
    'added',
    'removed',
    'failed'
  ]),
  'group.settings_changed': about('group', [...GROUP, 'subject', 'description', 'picture']),
  'group.status_changed': about('group', GROUP),
  'history.progressed': about('phone_number', ['phase', 'progress', 'chunkOrder']),
  'partner_solution.updated': about('partner_solution', ['event', 'status']),
  'payment.status_changed': about('payment', ['statusId', 'status', 'total', 'transaction', 'payer']),
  'payment.updated': about('payment'),
  'payment_configuration.updated': about('payment_configuration', ['provider', 'merchantId', 'status']),
  'phone_number.name_reviewed': about('phone_number', ['decision', 'name', 'reason']),
  'phone_number.quality_changed': about('phone_number', ['event', 'oldLimit', 'currentLimit', 'dailyConversations']),
  'phone_number.security_changed': about('phone_number', ['event', 'requester']),
  'phone_number.settings_changed': about('phone_number', ['setting', 'calling']),
  'phone_number.username_changed': about('phone_number', ['username', 'status']),
  'provider.recovered': ofProvider,
  'provider.silent': ofProvider,
  'subscription.confirmation_requested': about('subscription', ['action', 'confirmUrl']),
  'template.category_changed': about('template', [...TEMPLATE, 'before', 'after', 'correct', 'changesAt']),
  'template.category_detected': about('template', [...TEMPLATE, 'category', 'correct']),
  'template.components_changed': about('template', [...TEMPLATE, 'body', 'title', 'footer', 'buttons']),
  'template.quality_changed': about('template', [...TEMPLATE, 'before', 'after']),
  'template.status_changed': about('template', [
    ...TEMPLATE,
    'category',
    'status',
    'reason',
    'explanation',
    'recommendation',
    'title',
    'description'
  ]),
  // Without an id of its own, it is about the phone number.
  'user_action.recorded': Type.Object({
    user_action: Type.Optional(UserAction),
    phone_number: Type.Optional(UserAction),
    ...COMMON
  })
} as const

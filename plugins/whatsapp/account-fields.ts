import type { Field } from './field.ts'

export const ACCOUNT_FIELDS: Readonly<Record<string, Field>> = {
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
  }
}

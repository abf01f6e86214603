import type { Field } from './field.ts'

const TEMPLATE = { kind: 'template', id: 'message_template_id' }
const TEMPLATE_FIELDS = { name: 'message_template_name', language: 'message_template_language' }

export const TEMPLATE_CHANGES: Readonly<Record<string, Field>> = {
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
  }
}

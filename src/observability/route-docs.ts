import { Type } from '@sinclair/typebox'
import { OneOf } from '../../schemas/common.ts'
import { jsonReply, type RouteDocs, textReply } from '../contract/route-docs.ts'

export const healthz: RouteDocs = {
  summary: 'Liveness: the process answers',
  description: 'It does no I/O.',
  access: 'anyone',
  replies: {
    200: jsonReply('The process answers.', { ok: { status: 'ok' } }, Type.Object({ status: Type.Literal('ok') }))
  }
}

export const readyz: RouteDocs = {
  summary: 'Readiness: deliveries can be stored',
  description: 'For load balancers: send webhooks to gateways that answer 200.',
  access: 'anyone',
  replies: {
    200: jsonReply(
      'Deliveries are stored: `ok` in the database, `degraded` in the spool until the database is back.',
      { ok: { status: 'ok' }, degraded: { status: 'degraded' } },
      Type.Object({ status: OneOf('ok', 'degraded') })
    ),
    503: jsonReply(
      'Deliveries cannot be stored, or the gateway is closing.',
      { full: { status: 'nothing can be kept' }, closing: { status: 'closing' } },
      Type.Object({ status: OneOf('nothing can be kept', 'closing') })
    )
  }
}

export const metricsPage: RouteDocs = {
  summary: 'Prometheus metrics',
  description: 'One gateway answers for itself.',
  access: 'token',
  link: 'https://prometheus.io/docs/instrumenting/exposition_formats/',
  replies: {
    200: textReply(
      'All metrics, in the text format.',
      '# HELP bellhook_spooling 1 while the database does not take deliveries\n# TYPE bellhook_spooling gauge\nbellhook_spooling 0\n'
    )
  }
}

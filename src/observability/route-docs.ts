import { Type } from '@sinclair/typebox'
import { OneOf } from '../../schemas/common.ts'
import { jsonReply, type RouteDocs, textReply } from '../contract/route-docs.ts'

// What the API reference says of the routes in this room.

export const healthz: RouteDocs = {
  summary: 'Whether the process answers',
  access: 'anyone',
  replies: { 200: jsonReply('It does.', { ok: { status: 'ok' } }, Type.Object({ status: Type.Literal('ok') })) }
}

export const readyz: RouteDocs = {
  summary: 'Whether what arrives can be kept',
  access: 'anyone',
  replies: {
    200: jsonReply(
      'It can: `ok` in the database, `degraded` in the spool until the database is back.',
      { ok: { status: 'ok' }, degraded: { status: 'degraded' } },
      Type.Object({ status: OneOf('ok', 'degraded') })
    ),
    503: jsonReply(
      'It cannot, or the gateway is about to end.',
      { full: { status: 'nothing can be kept' }, closing: { status: 'closing' } },
      Type.Object({ status: OneOf('nothing can be kept', 'closing') })
    )
  }
}

export const metricsPage: RouteDocs = {
  summary: 'Figures for Prometheus',
  access: 'token',
  link: 'https://prometheus.io/docs/instrumenting/exposition_formats/',
  replies: {
    200: textReply(
      'All figures, in the text format.',
      '# HELP bellhook_spooling 1 while the database does not take deliveries\n# TYPE bellhook_spooling gauge\nbellhook_spooling 0\n'
    )
  }
}

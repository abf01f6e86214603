import type { FastifyInstance } from 'fastify'
import { Counter, Histogram, type Registry } from 'prom-client'
import { errors } from '../../contract/errors.ts'
import { Refused } from '../../contract/refused.ts'
import { createTally } from './tally.ts'

/** Statuses that alerts use. */
const STATUSES = [200, 401, 500, 503]
const RESULTS = ['missing', 'mismatch', 'stale'] as const

export function createWebhookMeter(registry: Registry, channels: readonly string[]) {
  const registers = [registry]
  const responses = createTally(
    {
      name: 'bellhook_webhook_responses_total',
      help: 'Answers to webhook requests, by channel and status; channel none: a path or a method that no channel has',
      labelNames: ['channel', 'status'],
      registers
    },
    (series: string) => {
      const [channel = '', status = ''] = series.split(' ')
      return { channel, status }
    }
  )
  const refused = new Counter({
    name: 'bellhook_refused_total',
    help: 'Webhook requests whose sender was not proven, by channel and verdict: missing, mismatch or stale',
    labelNames: ['channel', 'verdict'],
    registers
  })
  const overload = new Counter({
    name: 'bellhook_overload_refused_total',
    help: 'Webhook requests refused with a 503 by load shedding, by channel',
    labelNames: ['channel'],
    registers
  })
  const latency = new Histogram({
    name: 'bellhook_ack_duration_seconds',
    help: 'From the head of a webhook request until its acknowledgement (2xx) is sent, by channel',
    labelNames: ['channel'],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    registers
  })
  // Prometheus sees no increase in a series that begins with 1.
  for (const status of [404, 405]) responses.add(`none ${status}`, 0)
  for (const channel of channels) {
    overload.inc({ channel }, 0)
    latency.zero({ channel })
    for (const status of STATUSES) responses.add(`${channel} ${status}`, 0)
    for (const result of RESULTS) refused.inc({ channel, verdict: result }, 0)
  }

  return {
    turnedAway(channel: string): void {
      overload.inc({ channel })
      responses.add(`${channel} 503`)
    },

    lost(status: 404 | 405): void {
      responses.add(`none ${status}`)
    },

    watch(scope: FastifyInstance, channel: string): void {
      const acknowledged = latency.labels(channel)
      scope.addHook('onError', (_request, _reply, error, done) => {
        if (error instanceof Refused) refused.inc({ channel, verdict: error.result })
        else if (error instanceof errors.OVERLOADED) overload.inc({ channel })
        done()
      })
      scope.addHook('onResponse', (_request, reply, done) => {
        const { statusCode } = reply
        responses.add(`${channel} ${statusCode}`)
        if (statusCode < 300) acknowledged.observe(reply.elapsedTime / 1000)
        done()
      })
    }
  }
}

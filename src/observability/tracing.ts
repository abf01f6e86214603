import { setTimeout as sleep } from 'node:timers/promises'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node'
import type { FastifyPluginCallback } from 'fastify'
import type { Config } from '../config/config.ts'
import { version } from '../config/version.ts'

export interface Tracing {
  /** Register it before the routes. */
  plugin: FastifyPluginCallback
  /** Sends the remaining spans, for at most two seconds. */
  end(): Promise<void>
}

interface Log {
  warn(fields: object, message: string): void
}

const PATIENCE_MS = 2_000
const BETWEEN_WARNINGS_MS = 60_000
const TRACED = /^\/(webhooks|api)\//

/**
 * Starts OpenTelemetry if OTEL_EXPORTER_OTLP_ENDPOINT (or …_TRACES_ENDPOINT) is set. The packages are optional. Without them the
 * gateway logs a warning and runs without traces.
 */
export async function startTracing({ tracing }: Pick<Config, 'tracing'>, log: Log): Promise<Tracing | undefined> {
  if (!tracing) return undefined
  try {
    return await connect(log)
  } catch (error) {
    if (!isMissing(error)) throw error
    log.warn({}, `OTEL_EXPORTER_OTLP_ENDPOINT is set, but OpenTelemetry is not installed. Install it: ${INSTALL}`)
    return undefined
  }
}

const INSTALL =
  'npm install @fastify/otel@0.21.2 @opentelemetry/api@1.9.1 @opentelemetry/exporter-trace-otlp-http@0.222.0 ' +
  '@opentelemetry/resources@2.11.0 @opentelemetry/sdk-trace-node@2.11.0'

async function connect(log: Log): Promise<Tracing> {
  const [{ FastifyOtelInstrumentation }, { diag, DiagLogLevel }, { OTLPTraceExporter }, resources, sdk] =
    await Promise.all([
      import('@fastify/otel'),
      import('@opentelemetry/api'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-trace-node')
    ])
  diag.setLogger(quietLogger(log), DiagLogLevel.ERROR)

  // These three read the other OTEL_ variables themselves.
  const ours = resources.resourceFromAttributes({ 'service.name': 'bellhook', 'service.version': version() })
  const resource = ours.merge(resources.detectResources({ detectors: [resources.envDetector] }))
  const batches = new sdk.BatchSpanProcessor(new OTLPTraceExporter())
  const provider = new sdk.NodeTracerProvider({
    resource,
    spanProcessors: [
      {
        onStart: (span, context) => batches.onStart(span, context),
        onEnd: (span) => batches.onEnd(withoutWords(span)),
        forceFlush: () => batches.forceFlush(),
        shutdown: () => batches.shutdown()
      }
    ]
  })
  // Each request has one span, so no context has to follow asynchronous calls.
  provider.register({ contextManager: null })

  const fastify = new FastifyOtelInstrumentation({
    instrumentHooks: false,
    instrumentHandler: false,
    recordExceptions: false,
    ignorePaths: ({ url }) => !TRACED.test(url),
    requestHook(span, request) {
      const route = request.routeOptions.url ?? 'unknown'
      span.updateName(`${request.method} ${route}`)
      // Paths contain ids of guests, and queries contain tokens.
      span.setAttribute('url.path', route)
      // The stored delivery belongs to this span, also if the sender has no trace.
      const { traceId, spanId, traceFlags } = span.spanContext()
      request.headers['traceparent'] = `00-${traceId}-${spanId}-0${traceFlags}`
    }
  })
  return {
    plugin: fastify.plugin() as FastifyPluginCallback,
    end: () => Promise.race([provider.shutdown(), sleep(PATIENCE_MS)]).catch(() => undefined)
  }
}

/** The message of an error may quote a guest. */
function withoutWords(span: ReadableSpan): ReadableSpan {
  return Object.create(span, { status: { value: { code: span.status.code }, enumerable: true } })
}

/** Logs failed exports in fixed words, at most once a minute. */
function quietLogger(log: Log) {
  let warned = Number.NEGATIVE_INFINITY
  const quiet = () => undefined
  const error = () => {
    if (performance.now() - warned < BETWEEN_WARNINGS_MS) return
    warned = performance.now()
    log.warn({}, 'traces cannot be exported: check OTEL_EXPORTER_OTLP_ENDPOINT')
  }
  return { error, warn: quiet, info: quiet, debug: quiet, verbose: quiet }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
}

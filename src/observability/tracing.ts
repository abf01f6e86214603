import { setTimeout as sleep } from 'node:timers/promises'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node'
import type { FastifyPluginCallback } from 'fastify'
import type { Config } from '../config/config.ts'
import { version } from '../config/version.ts'

export interface Tracing {
  /** To be registered before the routes. */
  plugin: FastifyPluginCallback
  /** Sends what is left, for two seconds at most. */
  end(): Promise<void>
}

interface Log {
  warn(fields: object, message: string): void
}

const PATIENCE_MS = 2_000
const BETWEEN_WARNINGS_MS = 60_000
const TRACED = /^\/(webhooks|api)\//

/**
 * Traces through OpenTelemetry, where OTEL_EXPORTER_OTLP_ENDPOINT (or …_TRACES_ENDPOINT) says whereto. The packages are
 * optional and loaded only then; without them nothing is traced, and the log says so: a webhook matters more than its trace.
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
  // There is one span for each request, so nothing has to be found again through asynchronous calls.
  provider.register({ contextManager: null })

  const fastify = new FastifyOtelInstrumentation({
    instrumentHooks: false,
    instrumentHandler: false,
    recordExceptions: false,
    ignorePaths: ({ url }) => !TRACED.test(url),
    requestHook(span, request) {
      const route = request.routeOptions.url ?? 'unknown'
      span.updateName(`${request.method} ${route}`)
      // Paths hold guests' ids, and queries tokens.
      span.setAttribute('url.path', route)
      // What is kept of the request belongs to this span, also where its sender traces nothing.
      const { traceId, spanId, traceFlags } = span.spanContext()
      request.headers['traceparent'] = `00-${traceId}-${spanId}-0${traceFlags}`
    }
  })
  return {
    plugin: fastify.plugin() as FastifyPluginCallback,
    end: () => Promise.race([provider.shutdown(), sleep(PATIENCE_MS)]).catch(() => undefined)
  }
}

/** An error's message may quote what a guest wrote. */
function withoutWords(span: ReadableSpan): ReadableSpan {
  return Object.create(span, { status: { value: { code: span.status.code }, enumerable: true } })
}

/** Says that traces get lost, in our own words and not all the time. */
function quietLogger(log: Log) {
  let warned = Number.NEGATIVE_INFINITY
  const quiet = () => undefined
  const error = () => {
    if (performance.now() - warned < BETWEEN_WARNINGS_MS) return
    warned = performance.now()
    log.warn({}, 'traces cannot be exported: does anything answer at OTEL_EXPORTER_OTLP_ENDPOINT?')
  }
  return { error, warn: quiet, info: quiet, debug: quiet, verbose: quiet }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
}

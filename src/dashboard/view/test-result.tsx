import type { TestResult } from '../../destinations/test-destination.ts'
import { Badge, Panel } from './parts.tsx'

/** The request of a test, and what the endpoint answered. */
export function DestinationTest({ result: { ok, status, ms, answer, problem, request } }: { result: TestResult }) {
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`)
  const outcome = status === null ? 'no answer' : String(status)
  return (
    <Panel name="Test result">
      <p>
        {ok ? <Badge tone="ok">Passed</Badge> : <Badge tone="bad">Failed</Badge>}: {problem ?? outcome} after {ms} ms
      </p>
      <h3>Request</h3>
      <pre>{[...headers, '', request.body].join('\n')}</pre>
      <h3>Answer</h3>
      {answer === '' ? <p>The answer has no body.</p> : <pre>{answer}</pre>}
    </Panel>
  )
}

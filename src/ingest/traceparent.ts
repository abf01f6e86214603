/** Version 00, the only one there is: https://www.w3.org/TR/trace-context/#traceparent-header. Ids of zeros name nothing. */
const TRACEPARENT = /^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/

/** The header, if it is valid. An invalid one is ignored, as W3C requires. */
export function traceparentOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && TRACEPARENT.test(header) ? header : undefined
}

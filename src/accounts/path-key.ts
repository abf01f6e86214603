/** Behind the path of an endpoint: `/webhooks/sms/a/k7q2m4fxw3d5`. */
const MARK = '/a'

/** Takes the path key out of the URL of a webhook. Undefined: the URL has none. */
export function splitPathKey(url: string): { url: string; key: string } | undefined {
  if (!url.includes('/a/')) return undefined
  const query = url.indexOf('?')
  const path = query === -1 ? url : url.slice(0, query)
  const end = beforeSlashes(path, path.length)
  const slash = path.lastIndexOf('/', end - 1)
  const base = path.slice(0, beforeSlashes(path, slash))
  if (!base.endsWith(MARK) || !/^\/+webhooks\//.test(base)) return undefined
  const rest = query === -1 ? '' : url.slice(query)
  return { url: base.slice(0, -MARK.length) + rest, key: path.slice(slash + 1, end) }
}

/** Index behind the last character before an index that is no slash. */
function beforeSlashes(path: string, index: number): number {
  let at = index
  while (at > 0 && path[at - 1] === '/') at--
  return at
}

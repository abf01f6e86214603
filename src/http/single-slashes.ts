/** The path with one slash where a sender wrote several, as the router reads it. */
export function singleSlashes(path: string): string {
  return path.replace(/\/{2,}/g, '/')
}

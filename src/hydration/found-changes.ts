/** Changes that passes have found and put into the queue. */
export interface FoundChanges {
  /** False: a pass has put this change into the queue before. */
  isNew(kind: string, id: string, modified: string | undefined): boolean
  add(kind: string, id: string, modified: string | undefined): void
  /** When the record changed, as the last pass has read it. */
  modifiedOf(kind: string, id: string): string | undefined
}

/** About 10 MB. */
const MOST_FOUND = 50_000

/** Passes overlap, so that they find most changes twice. The memory is lost at a restart, which costs a few reads. */
export function createFoundChanges(): FoundChanges {
  const found = new Map<string, string>()

  return {
    isNew: (kind, id, modified) => modified === undefined || found.get(`${kind} ${id}`) !== modified,
    add(kind, id, modified) {
      if (modified === undefined) return
      if (found.size >= MOST_FOUND) found.clear()
      found.set(`${kind} ${id}`, modified)
    },
    modifiedOf: (kind, id) => found.get(`${kind} ${id}`)
  }
}

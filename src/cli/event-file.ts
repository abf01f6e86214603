import { open } from 'node:fs/promises'

export interface EventFile {
  /** Writes a page wholly, or leaves nothing of it. */
  write(page: string): Promise<void>
  close(): Promise<void>
}

/** A file for events, begun anew or gone on with at its end. */
export async function openEventFile(path: string, goesOn: boolean): Promise<EventFile> {
  // Guests' data is for whoever asked for it.
  const file = await open(path, goesOn ? 'a' : 'w', 0o600)
  const stat = await file.stat()
  let end = stat.size
  return {
    async write(page) {
      try {
        await file.appendFile(page)
      } catch (error) {
        // A torn line would spoil what goes on behind it. A pipe cannot take anything back.
        if (stat.isFile()) await file.truncate(end)
        throw error
      }
      end += Buffer.byteLength(page)
    },
    close: () => file.close()
  }
}

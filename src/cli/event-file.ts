import { open } from 'node:fs/promises'

export interface EventFile {
  /** Writes a whole page, or nothing of it. */
  write(page: string): Promise<void>
  close(): Promise<void>
}

/** `append`: at the end of the file. `create`: fails with EEXIST if the file exists. `overwrite`: replaces the file. */
export type EventFileMode = 'append' | 'create' | 'overwrite'

const FLAGS = { append: 'a', create: 'wx', overwrite: 'w' } as const

/** Opens a file for events. Only the current user can read it, because events hold data of guests. */
export async function openEventFile(path: string, mode: EventFileMode): Promise<EventFile> {
  const file = await open(path, FLAGS[mode], 0o600)
  const stat = await file.stat()
  let end = stat.size
  return {
    async write(page) {
      try {
        await file.appendFile(page)
      } catch (error) {
        // A partial line would damage what a later export appends. A pipe cannot be truncated.
        if (stat.isFile()) await file.truncate(end)
        throw error
      }
      end += Buffer.byteLength(page)
    },
    close: () => file.close()
  }
}

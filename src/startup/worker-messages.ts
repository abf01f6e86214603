import type { SystemUser } from '../embedded/system-user.ts'

/** What a worker needs to know of the start. */
export interface WorkerStart {
  kind: 'start'
  /** From 1. A worker that replaces another one has its number. */
  number: number
  databaseUrl: string
  /** The database did not answer at the start. */
  isDatabaseAway: boolean
  /** The user to run as, if the gateway was started as root and gives that up. */
  user: SystemUser | undefined
}

export type ToWorker =
  | WorkerStart
  | { kind: 'stop' }
  | { kind: 'question'; id: string; question: string }
  | { kind: 'answers'; id: string; answers: readonly unknown[] }

export type FromWorker =
  /** It can take messages. */
  | { kind: 'ready' }
  | { kind: 'listening'; port: number; setupUrl: string | undefined }
  | { kind: 'failed'; text: string }
  | { kind: 'ask'; id: string; question: string }
  | { kind: 'answer'; id: string; answer: unknown }

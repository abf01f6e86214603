import { randomUUID } from 'node:crypto'
import type { ToWorker } from './worker-messages.ts'

/** After so many milliseconds, the answers that have come are given. */
const PATIENCE_MS = 1_000

interface Asked {
  left: number
  answers: unknown[]
  give(): void
}

interface WorkerQuestions {
  /** Asks all workers, and calls `give` once with their answers. */
  ask(question: string, workers: readonly ((message: ToWorker) => void)[], give: (answers: unknown[]) => void): void
  answered(id: string, answer: unknown): void
}

/** Passes the questions of one worker on to all of them. */
export function createWorkerQuestions(): WorkerQuestions {
  const open = new Map<string, Asked>()

  return {
    ask(question, workers, give) {
      const id = randomUUID()
      const timer = setTimeout(() => open.get(id)?.give(), PATIENCE_MS)
      const asked: Asked = {
        left: workers.length,
        answers: [],
        give() {
          clearTimeout(timer)
          open.delete(id)
          give(asked.answers)
        }
      }
      open.set(id, asked)
      for (const send of workers) send({ kind: 'question', id, question })
    },

    answered(id, answer) {
      const asked = open.get(id)
      if (asked === undefined) return
      asked.answers.push(answer)
      asked.left--
      if (asked.left === 0) asked.give()
    }
  }
}

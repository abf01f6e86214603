import { randomUUID } from 'node:crypto'
import type { Siblings } from '../observability/siblings.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'

/** Asks the other workers through the process that started them. */
export function workerSiblings(channel: {
  send(message: FromWorker): void
  onMessage(take: (message: ToWorker) => void): void
}): Siblings {
  const given = new Map<string, () => unknown>()
  const asked = new Map<string, (answers: readonly unknown[]) => void>()

  channel.onMessage((message) => {
    if (message.kind === 'question') void answer(message.id, message.question)
    if (message.kind !== 'answers') return
    asked.get(message.id)?.(message.answers)
    asked.delete(message.id)
  })

  async function answer(id: string, question: string): Promise<void> {
    const give = given.get(question)
    if (give !== undefined) channel.send({ kind: 'answer', id, answer: await give() })
  }

  return {
    alone: false,
    answer: (question, give) => void given.set(question, give),
    ask(question) {
      const id = randomUUID()
      return new Promise((resolve) => {
        asked.set(id, resolve)
        channel.send({ kind: 'ask', id, question })
      })
    }
  }
}

/** The processes of one gateway that share its port: see WORKERS. */
export interface Siblings {
  /** True: this process is the only one. */
  alone: boolean
  /** Sets what this process answers to a question. The answer must be plain data. */
  answer(question: string, give: () => unknown): void
  /** Answers of all processes, this one included. A process that does not answer within a second is left out. */
  ask(question: string): Promise<readonly unknown[]>
}

export function withoutSiblings(): Siblings {
  const answers = new Map<string, () => unknown>()
  return {
    alone: true,
    answer: (question, give) => void answers.set(question, give),
    ask: async (question) => [await answers.get(question)?.()]
  }
}

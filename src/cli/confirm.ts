import { createInterface } from 'node:readline/promises'
import { type Call, CommandFailed, UsageError } from './command.ts'

interface Question {
  text: string
  /** What the command says where no person can answer. */
  withoutTerminal: string
  /** What the command says after a no. */
  refused: string
}

/** Returns if the user agrees. Ctrl-C and Ctrl-D at the question mean no. */
export async function confirm({ out }: Pick<Call, 'out'>, { text, withoutTerminal, refused }: Question): Promise<void> {
  if (!out.canAsk) throw new UsageError(withoutTerminal)
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const closed = new AbortController()
  let exitCode: 1 | 130 = 1
  terminal
    .on('SIGINT', () => {
      exitCode = 130
      terminal.close()
    })
    .on('close', () => closed.abort())
  const answer = await terminal.question(`${text} [y/N] `, { signal: closed.signal }).catch(() => '')
  terminal.close()
  if (/^y(es)?$/i.test(answer.trim())) return
  out.note(refused)
  throw new CommandFailed(exitCode)
}

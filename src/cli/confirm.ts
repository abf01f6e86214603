import { createInterface } from 'node:readline/promises'
import { type Call, CommandFailed, UsageError } from './command.ts'

interface Question {
  text: string
  /** The verb of "Nothing is changed." */
  what: 'changed' | 'written'
  /** What to do where no person can answer: a sentence about --yes. */
  advice: string
}

/** Returns if the user agrees, or has agreed with --yes. Ctrl-C and Ctrl-D at the question mean no. */
export async function confirm(
  { out, has }: Pick<Call, 'out' | 'has'>,
  { text, what, advice }: Question
): Promise<void> {
  if (has('yes')) return
  if (!out.canAsk) throw new UsageError(`nothing is ${what}, because there is no terminal to ask. ${advice}`)
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
  out.note(`Nothing is ${what}.`)
  throw new CommandFailed(exitCode)
}

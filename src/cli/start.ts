import type { Command } from './command.ts'

export const start: Command = {
  name: 'start',
  summary: 'runs the gateway until it is told to end (Ctrl-C, SIGTERM)',
  examples: ['bellhook start', 'PORT=8080 DATABASE_URL=postgres://bellhook:secret@localhost/bellhook bellhook start'],
  async run() {
    await import('../server.ts')
  }
}

import type { Command } from './command.ts'

export const start: Command = {
  name: 'start',
  summary: 'runs the gateway until Ctrl-C or SIGTERM',
  examples: ['bellhook start', 'DATABASE_URL=postgres://localhost/bellhook bellhook start'],
  async run() {
    await import('../server.ts')
  }
}

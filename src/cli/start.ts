import type { Command } from './command.ts'

export const start: Command = {
  name: 'start',
  examples: ['bellhook start', 'DATABASE_URL=postgres://localhost/bellhook bellhook start'],
  async run() {
    await import('../server.ts')
  }
}

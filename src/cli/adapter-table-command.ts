import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { adapters } from '../../plugins/pms/adapters/index.ts'
import { adapterRow, adapterTable, withTable } from './adapter-table.ts'
import { type Command, CommandFailed } from './command.ts'

const PAGE = 'README.md'

export const adapterTableCommand: Command = {
  name: 'adapter-table',
  options: { check: { help: 'write nothing, and fail if the table is not up to date' } },
  details: ['The rows follow from the adapters themselves. Run it after a build.'],
  examples: ['bellhook adapter-table', 'bellhook adapter-table --check'],
  async run({ out, has }) {
    if (!existsSync(PAGE)) throw new Error('The current folder is not a checkout of Bellhook: it has no README.md.')
    const page = readFileSync(PAGE, 'utf8')
    const updated = withTable(page, adapterTable(adapters.map(adapterRow)))
    const isChanged = updated !== page
    if (isChanged && !has('check')) writeFileSync(PAGE, updated)
    const line = isChanged ? `${PAGE} ${has('check') ? 'is not up to date' : 'is written'}` : `${PAGE} is up to date`
    out.result({ path: PAGE, changed: isChanged }, line)
    if (isChanged && has('check')) throw new CommandFailed()
  }
}

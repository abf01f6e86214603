import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: [
    './src/db/tables.ts',
    './src/db/account-tables.ts',
    './src/db/hydration-tables.ts',
    './src/db/job-tables.ts',
    './src/db/consumer-tables.ts'
  ],
  out: './migrations'
})

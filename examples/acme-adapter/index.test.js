import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkAdapter } from 'bellhook/testing'
import acme from './index.js'

test('the adapter is what Bellhook asks of one', async () => {
  assert.deepEqual(await checkAdapter(acme, new URL('./fixtures/', import.meta.url)), [])
})

import type { PmsAdapter } from '../adapter.ts'
import cloudbeds from './cloudbeds.ts'
import mews from './mews.ts'

/** Every PMS adapter. A new one is a file beside this one and its line here. */
export const adapters: readonly PmsAdapter[] = [cloudbeds, mews]

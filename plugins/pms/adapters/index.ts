import type { PmsAdapter } from '../adapter.ts'
import apaleo from './apaleo.ts'
import cloudbeds from './cloudbeds.ts'
import guesty from './guesty.ts'
import hostaway from './hostaway.ts'
import mews from './mews.ts'

/** Every PMS adapter. A new one is a file beside this one and its line here. */
export const adapters: readonly PmsAdapter[] = [apaleo, cloudbeds, guesty, hostaway, mews]

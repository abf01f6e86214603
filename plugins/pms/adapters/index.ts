import type { PmsAdapter } from '../adapter.ts'
import apaleo from './apaleo.ts'
import beds24 from './beds24.ts'
import cloudbeds from './cloudbeds.ts'
import guesty from './guesty.ts'
import hostaway from './hostaway.ts'
import hostify from './hostify.ts'
import lodgify from './lodgify.ts'
import mews from './mews.ts'
import ownerrez from './ownerrez.ts'
import siteminder from './siteminder.ts'
import smoobu from './smoobu.ts'

/** Every PMS adapter. A new one is a file beside this one and its line here. */
export const adapters: readonly PmsAdapter[] = [
  apaleo,
  beds24,
  cloudbeds,
  guesty,
  hostaway,
  hostify,
  lodgify,
  mews,
  ownerrez,
  siteminder,
  smoobu
]

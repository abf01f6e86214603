import { createApaleo } from './apaleo/apaleo.ts'
import { createCloudbeds } from './cloudbeds/cloudbeds.ts'
import { createGuesty } from './guesty/guesty.ts'
import { createHostaway } from './hostaway/hostaway.ts'
import { createMews } from './mews/mews.ts'
import { createTwilio } from './twilio/twilio.ts'
import type { CreateVendor } from './vendor.ts'

export const VENDORS = {
  mews: createMews,
  cloudbeds: createCloudbeds,
  apaleo: createApaleo,
  guesty: createGuesty,
  hostaway: createHostaway,
  twilio: createTwilio
} satisfies Readonly<Record<string, CreateVendor>>

export type FakeSource = keyof typeof VENDORS

import type { Channel } from '../src/contract/channel.ts'
import type { PmsAdapter } from './pms/adapter.ts'
import { adapters } from './pms/adapters/index.ts'
import { pms } from './pms/index.ts'
import { sms } from './sms/index.ts'
import { whatsapp } from './whatsapp/index.ts'

/** All channels. */
export const channels = channelsWith([])

/** The same, and the PMS adapters of other packages. */
export function channelsWith(more: readonly PmsAdapter[]): readonly Channel[] {
  return [whatsapp, sms, pms([...adapters, ...more])]
}

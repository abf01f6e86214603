import type { Channel } from '../src/channel.ts'
import { pms } from './pms/index.ts'
import { sms } from './sms/index.ts'
import { whatsapp } from './whatsapp/index.ts'

/** Every way into Bellhook. */
export const channels: readonly Channel[] = [whatsapp, sms, pms]

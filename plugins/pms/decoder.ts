import { exactJson, form } from '../../src/contract/decode.ts'
import { xml } from '../../src/contract/decode-xml.ts'
import type { Decoder, PmsAdapter } from './adapter.ts'

const DECODERS = { json: exactJson, form, xml } as const

/** The function behind the `decode` of an adapter. */
export function decoderOf(decode: PmsAdapter['decode'] = 'json'): Decoder {
  return typeof decode === 'string' ? DECODERS[decode] : decode
}

/** The addresses of all parties. On Linux, all of 127.0.0.0/8 belongs to this machine. */
export interface Addresses {
  attacker: string
  whatsapp: string
  sms: string
  pms: string
  consumer: string
  probe: string
}

export const APART: Addresses = {
  attacker: attackerAddress(1),
  whatsapp: '127.0.0.2',
  sms: '127.0.0.3',
  pms: '127.0.0.4',
  consumer: '127.0.0.5',
  probe: '127.0.0.6'
}

/** The attacker and the ordinary senders share an address, as behind a proxy that the gateway does not trust. */
export const TOGETHER: Addresses = {
  ...APART,
  whatsapp: APART.attacker,
  sms: APART.attacker,
  pms: APART.attacker
}

/** Address n, from 1 to 250, of an attacker with many addresses. */
export function attackerAddress(n: number): string {
  return `127.1.0.${n}`
}

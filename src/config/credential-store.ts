import type { CredentialStore } from '../contract/credentials.ts'
import type { Config } from './config.ts'

/** The secrets of the environment. */
export function credentialStore({ secrets }: Pick<Config, 'secrets'>): CredentialStore {
  return { secrets: (setting) => secrets.get(setting) ?? [] }
}

import type { CredentialStore } from '../contract/credentials.ts'
import type { Config } from './config.ts'

/** Looks up secrets in the settings of the environment. */
export function credentialStore({ secrets }: Pick<Config, 'secrets'>): CredentialStore {
  return { secrets: (setting) => secrets.get(setting) ?? [] }
}

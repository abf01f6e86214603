import type { ApiCredential } from './api-credential.ts'
import type { SecretSetting } from './channel.ts'

interface Api {
  /** Slug of the vendor. */
  name: string
  title: string
  credential: ApiCredential
}

/** Any text: the vendor has issued it, and knows its form. */
const ISSUED = { accepts: () => true, expected: 'a value that the vendor has issued' }

/** The settings of a vendor's API: its credentials, and an origin that replaces the hosts of the vendor. */
export function apiSettings({ name, title, credential }: Api): SecretSetting[] {
  const credentials = credential.settings.map((variable) => ({ variable, authenticates: false, list: ISSUED }))
  const origin = {
    accepts: isOrigin,
    expected: `an origin without a path, like http://127.0.0.1:4010, that replaces the hosts of ${title}`
  }
  return [...credentials, { variable: apiUrlVariable(name), authenticates: false, list: origin }]
}

export function apiUrlVariable(name: string): string {
  return `${name.toUpperCase().replaceAll('-', '_')}_API_URL`
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, pathname, search, hash, username } = new URL(text)
  return ['http:', 'https:'].includes(protocol) && pathname === '/' && `${search}${hash}${username}` === ''
}

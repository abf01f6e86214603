import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Role } from '../db/accounts/operators.ts'
import { cookieOf } from './session-cookie.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** How a person wants pages to be. Cookies keep it, because it is about a browser and is no secret. */
export interface Preferences {
  theme: Theme
  /** False: keyboard shortcuts are off. */
  keys: boolean
  /** IANA name of the time zone of the browser. The script of the page sets it. */
  zone: string
}

export interface Viewer extends Preferences {
  name: string
  role: Role
  /** Slugs. Null: all. */
  hotels: readonly string[] | null
}

const YEAR_SECONDS = 365 * 24 * 60 * 60
const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 }

export function preferencesOf(request: Pick<FastifyRequest, 'headers'>): Preferences {
  const theme = cookieOf(request, 'bellhook-theme')
  return {
    theme: THEMES.find((one) => one === theme) ?? 'system',
    keys: cookieOf(request, 'bellhook-keys') !== 'off',
    zone: zoneOf(cookieOf(request, 'bellhook-zone'))
  }
}

export function savePreferences(reply: FastifyReply, { theme, keys }: Pick<Preferences, 'theme' | 'keys'>): void {
  const attributes = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${YEAR_SECONDS}`
  reply.header('set-cookie', [
    `bellhook-theme=${theme}; ${attributes}`,
    `bellhook-keys=${keys ? 'on' : 'off'}; ${attributes}`
  ])
}

export function hasRole({ role }: Pick<Viewer, 'role'>, needed: Role): boolean {
  return RANK[role] >= RANK[needed]
}

function zoneOf(name: string | undefined): string {
  if (name === undefined || !/^[A-Za-z][\w+/-]{0,63}$/.test(name)) return 'UTC'
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    // Intl has no other way to ask.
    return 'UTC'
  }
}

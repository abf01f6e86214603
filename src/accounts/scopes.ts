export const SCOPES = ['events.read', 'deliveries.read', 'bodies.read', 'replay', 'metrics', 'manage'] as const
export type Scope = (typeof SCOPES)[number]

export function isScope(text: string): text is Scope {
  return SCOPES.some((scope) => scope === text)
}

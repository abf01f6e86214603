import { canonical } from '../../schemas/canonical.ts'

/** Changes of an account have no id: the same change of the same field of the same account is the same fact. */
export function changeKey(field: string, accountId: string | null, change: unknown): readonly string[] {
  return ['change', field, accountId ?? '', canonical(change)]
}

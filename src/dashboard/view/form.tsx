import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface FieldProps {
  label: string
  name: string
  type?: 'text' | 'search' | 'password' | 'date' | 'number' | 'datetime-local'
  value?: string | undefined
  /** A sentence below the field. */
  hint?: string | undefined
  /** What is wrong with its value. */
  error?: string | undefined
  autocomplete?: string
  placeholder?: string
  minLength?: number
  maxLength?: number
  required?: boolean
  /** The value can only be copied. */
  readOnly?: boolean
}

export function Field({ label, hint, error, type = 'text', ...input }: FieldProps) {
  const id = useId()
  const about = error ?? hint
  // Preact's types have one type of props for each kind of input.
  const attributes: Record<string, unknown> = {
    ...input,
    id,
    type,
    'aria-invalid': error === undefined ? undefined : true,
    'aria-describedby': about === undefined ? undefined : `${id}-about`
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input {...attributes} />
      {about !== undefined && (
        <small id={`${id}-about`} class={error === undefined ? 'soft' : 'bad'}>
          {about}
        </small>
      )}
    </div>
  )
}

export type Option = readonly [value: string, label: string]

interface ChoiceProps {
  label: string
  name: string
  options: readonly Option[]
  value?: string | undefined
  required?: boolean
  error?: string | undefined
}

export function Choice({ label, name, options, value, required, error }: ChoiceProps) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} required={required} aria-invalid={error === undefined ? undefined : true}>
        {options.map(([key, text]) => (
          <option key={key} value={key} selected={key === (value ?? '')}>
            {text}
          </option>
        ))}
      </select>
      {error !== undefined && <small class="bad">{error}</small>}
    </div>
  )
}

interface CheckboxProps {
  label: string
  name: string
  value?: string
  checked?: boolean
}

export function Checkbox({ label, name, value = 'on', checked }: CheckboxProps) {
  const id = useId()
  return (
    <div class="check">
      <input type="checkbox" id={id} name={name} value={value} checked={checked} />
      <label for={id}>{label}</label>
    </div>
  )
}

export function Hidden({ name, value }: { name: string; value: string | undefined }) {
  return value === undefined ? null : <input type="hidden" name={name} value={value} />
}

interface ActionProps {
  /** Address that the button posts to. */
  action: string
  label: string
  /** Set: the button asks first, with this sentence. See `confirm.tsx`. */
  confirm?: string | undefined
  /** Fields above the button. */
  children?: ComponentChildren
  isMain?: boolean
}

export function Action({ action, label, confirm, children, isMain }: ActionProps) {
  return (
    <form method="post" action={action} class="action" data-confirm={confirm}>
      {children}
      <button type="submit" class={isMain ? 'main' : undefined}>
        {label}
      </button>
    </form>
  )
}

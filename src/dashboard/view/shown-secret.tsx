import type { ComponentChildren } from 'preact'
import { Field } from './form.tsx'
import { Notice, UpLink } from './parts.tsx'

interface ShownSecretProps {
  /** Name of the destination. */
  name: string
  value: string
  children?: ComponentChildren
}

/** The only time that a signing secret is shown. */
export function ShownSecret({ name, value, children }: ShownSecretProps) {
  return (
    <>
      <UpLink href={`/app/destinations/${name}`}>{name}</UpLink>
      <Notice tone="ok">Copy the secret now. It is not shown again. {children}</Notice>
      <Field label="Signing secret" name="secret" value={value} readOnly />
      <p class="soft">The receiver verifies each request with it, after Standard Webhooks.</p>
    </>
  )
}

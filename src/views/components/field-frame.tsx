import type { Child } from 'hono/jsx'
import { Icon } from './icon.tsx'

/** The id of a field, which its error links to: `items.0.quantity` → `items-0-quantity`. */
export function fieldId(path: string): string {
  return path.replace(/[^\w-]+/g, '-')
}

export type FieldWiring = {
  id: string
  'aria-invalid'?: 'true'
  'aria-describedby'?: string
}

/** The attributes that connect a control to its error, hint and "optional". */
export function wireField(field: {
  id: string
  hint?: Child
  error?: string | undefined
  optional?: boolean | undefined
}): FieldWiring {
  const describedBy = [
    field.error ? `${field.id}-error` : null,
    field.hint ? `${field.id}-hint` : null,
    field.optional ? `${field.id}-optional` : null,
  ].filter((id) => id !== null)
  return {
    id: field.id,
    ...(field.error ? { 'aria-invalid': 'true' as const } : {}),
    ...(describedBy.length ? { 'aria-describedby': describedBy.join(' ') } : {}),
  }
}

type Props = {
  id: string
  label: Child
  hint?: Child
  error?: string | undefined
  optional?: boolean | undefined
  hideLabel?: boolean | undefined
  class?: string | undefined
  children?: Child
}

/** A label, then the control, then its error and hint. */
export function FieldFrame(props: Props) {
  return (
    <div class={[props.class, props.error && 'field-wrong'].filter(Boolean).join(' ') || undefined}>
      <div class={props.hideLabel ? 'sr-only' : 'lbl'}>
        <label for={props.id}>{props.label}</label>
        {props.optional && <Optional id={props.id} />}
      </div>
      {props.children}
      <FieldNotes id={props.id} hint={props.hint} error={props.error} />
    </div>
  )
}

export function Optional({ id }: { id: string }) {
  return (
    <span class="optional" id={`${id}-optional`}>
      {' '}
      optional
    </span>
  )
}

export function FieldNotes({ id, hint, error }: Pick<Props, 'id' | 'hint' | 'error'>) {
  return (
    <>
      {error && (
        <p class="err" id={`${id}-error`}>
          <Icon name="circle-alert" size={14} class="mt-0.5" />
          <span>{error}</span>
        </p>
      )}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </>
  )
}

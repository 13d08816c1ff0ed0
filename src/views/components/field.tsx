import type { Child } from 'hono/jsx'
import { FieldFrame, FieldNotes, fieldId, Optional, wireField } from './field-frame.tsx'
import { Kbd } from './kbd.tsx'

export type Choice = { value: string; label: string; shortcut?: string; disabled?: boolean }

/**
 * Dates and times are text fields, because a native date or time control takes several tab stops.
 */
export type Control =
  | 'text'
  | 'email'
  | 'tel'
  | 'password'
  | 'date'
  | 'time'
  | 'number'
  | 'money'
  | 'file'
  | 'textarea'
  | 'select'
  | 'segment'
  | 'checkbox'

type Props = {
  name: string
  label: Child
  control?: Control | undefined
  /** The typed or saved value. A checkbox sends it when ticked. */
  value?: string | undefined
  id?: string | undefined
  hint?: Child
  error?: string | undefined
  optional?: boolean | undefined
  hideLabel?: boolean | undefined
  placeholder?: string | undefined
  autocomplete?: string | undefined
  autofocus?: boolean | undefined
  disabled?: boolean | undefined
  readonly?: boolean | undefined
  checked?: boolean | undefined
  choices?: Choice[] | undefined
  /** Text of the empty first option of a select: `Anyone`. */
  blank?: string | undefined
  rows?: number | undefined
  maxlength?: number | undefined
  accept?: string | undefined
  multiple?: boolean | undefined
  shortcut?: string | undefined
  class?: string | undefined
  [attribute: `${'hx' | 'data' | 'aria'}-${string}`]: string | undefined
}

const INPUT_ATTRIBUTES: Record<string, Record<string, string>> = {
  text: {},
  email: { type: 'email', inputmode: 'email', autocapitalize: 'none' },
  tel: { type: 'tel', inputmode: 'tel' },
  password: { type: 'password' },
  date: { autocomplete: 'off', placeholder: '5 Mar' },
  time: { autocomplete: 'off', placeholder: '9:30' },
  number: { inputmode: 'decimal', autocomplete: 'off', class: 'inp text-right' },
  money: { inputmode: 'decimal', autocomplete: 'off', class: 'inp text-right' },
  file: { type: 'file' },
}

/** A label with its control, hint and error, and the ids that connect them. */
export function Field(props: Props) {
  const id = props.id ?? fieldId(props.name)
  if (props.control === 'checkbox') return <Checkbox {...props} id={id} />
  if (props.control === 'segment') return <Segment {...props} id={id} />
  return (
    <FieldFrame
      id={id}
      label={props.label}
      hint={props.hint}
      error={props.error}
      optional={props.optional}
      hideLabel={props.hideLabel}
      class={props.class}
    >
      <Input {...props} id={id} />
    </FieldFrame>
  )
}

type PropsWithId = Props & { id: string }

function Input(props: PropsWithId) {
  const { control = 'text', value, choices, blank, rows = 3 } = props
  const shared = { ...wireField(props), ...passThrough(props) }
  if (control === 'textarea') {
    return (
      <textarea class="inp" rows={rows} {...shared}>
        {value}
      </textarea>
    )
  }
  if (control === 'select') {
    return (
      <select class="inp" {...shared}>
        {blank !== undefined && <option value="">{blank}</option>}
        {choices?.map((choice) => (
          <option
            value={choice.value}
            selected={choice.value === value}
            disabled={choice.disabled === true}
          >
            {choice.label}
          </option>
        ))}
      </select>
    )
  }
  if (control === 'segment' || control === 'checkbox') return null
  return <input type="text" class="inp" {...INPUT_ATTRIBUTES[control]} value={value} {...shared} />
}

function Checkbox(props: PropsWithId) {
  const { id, label, value = 'true', checked, hint, error } = props
  return (
    <div class={props.class}>
      <label class="chk" for={id}>
        <input
          type="checkbox"
          value={value}
          checked={checked === true}
          {...wireField(props)}
          {...passThrough(props)}
        />
        <span>{label}</span>
        {props.shortcut && <Kbd keys={props.shortcut} />}
      </label>
      <FieldNotes id={id} hint={hint} error={error} />
    </div>
  )
}

/**
 * The group has the error. The first radio has the id, so that the error summary can link to it.
 */
function Segment(props: PropsWithId) {
  const { id, name, label, value, choices = [], hint, error, optional, hideLabel } = props
  const { id: _, ...wiring } = wireField(props)
  const { name: _name, ...attributes } = passThrough(props)
  return (
    <div class={props.class} role="radiogroup" aria-labelledby={`${id}-label`} {...wiring}>
      <div class={hideLabel ? 'sr-only' : 'lbl'}>
        <span id={`${id}-label`}>{label}</span>
        {optional && <Optional id={id} />}
      </div>
      <div class="seg">
        {choices.map((choice, index) => (
          <label>
            <input
              type="radio"
              name={name}
              value={choice.value}
              id={index === 0 ? id : `${id}-${index}`}
              checked={choice.value === value}
              disabled={choice.disabled === true}
              aria-keyshortcuts={choice.shortcut}
              {...attributes}
            />
            <span>
              {choice.label}
              {choice.shortcut && <Kbd keys={choice.shortcut} />}
            </span>
          </label>
        ))}
      </div>
      <FieldNotes id={id} hint={hint} error={error} />
    </div>
  )
}

const PASSED_ATTRIBUTES = [
  'name',
  'placeholder',
  'autocomplete',
  'autofocus',
  'disabled',
  'readonly',
  'maxlength',
  'accept',
  'multiple',
] as const

function passThrough(props: Props): Record<string, string | number | boolean> {
  const attributes: Record<string, string | number | boolean> = {}
  for (const name of PASSED_ATTRIBUTES) {
    const value = props[name]
    if (value !== undefined && value !== false) attributes[name] = value
  }
  for (const [name, value] of Object.entries(props)) {
    if (/^(hx|data|aria)-/.test(name) && typeof value === 'string') attributes[name] = value
  }
  if (props.shortcut) attributes['aria-keyshortcuts'] = props.shortcut
  return attributes
}

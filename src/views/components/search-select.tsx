import { FieldFrame, fieldId, wireField } from './field-frame.tsx'

type Props = {
  /** Posts the typed text as `<name>` and the chosen id as `<name>_id`. */
  name: string
  label: string
  /** The chosen id, and the text shown for it. */
  value?: string | undefined
  text?: string | undefined
  /** Address that returns `<li role="option" data-value="…">` elements for `?q=`. */
  source: string
  /** Without script, several matches for the typed text are shown as radios. */
  choices?: { value: string; label: string; hint?: string | undefined }[] | undefined
  id?: string | undefined
  hint?: string | undefined
  error?: string | undefined
  optional?: boolean | undefined
  hideLabel?: boolean | undefined
  placeholder?: string | undefined
  autofocus?: boolean | undefined
  shortcut?: string | undefined
  class?: string | undefined
  [attribute: `${'hx' | 'data'}-${string}`]: string | undefined
}

/** A type-ahead field. Needs `widgets` on the page; without script it is a plain text field. */
export function SearchSelect(props: Props) {
  const { name, label, value, text, source, choices = [], hint, error, placeholder } = props
  const id = props.id ?? fieldId(name)
  const extra = Object.entries(props).filter(([key]) => /^(hx|data)-/.test(key))
  return (
    <FieldFrame
      id={id}
      label={label}
      hint={hint}
      error={error}
      optional={props.optional}
      hideLabel={props.hideLabel}
      class={props.class}
    >
      <div class="combo" x-data="searchSelect" data-source={source}>
        <input
          type="text"
          class="inp"
          name={name}
          value={text}
          placeholder={placeholder}
          autocomplete="off"
          spellcheck={false}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded="false"
          aria-controls={`${id}-list`}
          aria-keyshortcuts={props.shortcut}
          {...(props.autofocus ? { autofocus: true } : {})}
          {...wireField({ id, hint, error, optional: props.optional })}
          x-ref="input"
          x-bind="field"
        />
        {choices.length === 0 && (
          <input
            type="hidden"
            name={`${name}_id`}
            value={value ?? ''}
            x-ref="chosen"
            {...Object.fromEntries(extra)}
          />
        )}
        <ul
          class="combo-list"
          id={`${id}-list`}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the combobox pattern of ARIA.
          role="listbox"
          aria-label={`${label}: matches`}
          x-ref="list"
          x-bind="results"
          hidden
        />
        <p class="sr-only" role="status" x-ref="status" />
      </div>
      {choices.length > 0 && <Matches {...props} choices={choices} />}
    </FieldFrame>
  )
}

function Matches({
  name,
  label,
  value,
  choices,
}: Props & { choices: NonNullable<Props['choices']> }) {
  return (
    <fieldset class="mt-1.5 border-l-4 border-geru-600 bg-geru-50 px-3 py-2">
      <legend class="sr-only">Which {label.toLowerCase()}?</legend>
      {choices.map((choice) => (
        <label class="chk flex">
          <input
            type="radio"
            name={`${name}_id`}
            value={choice.value}
            checked={choice.value === value}
          />
          <span>
            {choice.label} {choice.hint && <span class="meta">{choice.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

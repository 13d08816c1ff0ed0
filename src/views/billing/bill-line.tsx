import { BILL_ITEM_TYPES, type BillItemType } from '../../domain/bills.ts'
import { type Issue, problemAt } from '../../domain/errors.ts'
import { formatAmount, type Paise } from '../../domain/money.ts'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { Icon } from '../components/icon.tsx'
import { Money } from '../components/money.tsx'
import { SearchSelect } from '../components/search-select.tsx'

/** What the server calculates for a line from what is typed so far. */
export type LineFigures = {
  ratePaise: Paise
  gst: string
  amountPaise: Paise
  note: string | null
  needsAttention: boolean
}

export type LineValues = {
  /** Identifies the line in field names and ids. It stays the same when other lines are removed. */
  number: string
  type: string
  item: string
  itemId: string
  quantity: string
  rate: string
  discount: string
  choices: { value: string; label: string; hint?: string | undefined }[]
  /** Several items match, and none is chosen yet. */
  isUnclear: boolean
  figures: LineFigures | null
}

type Props = {
  line: LineValues
  /** From 1, for labels such as `Line 2`. */
  position: number
  issues: Issue[]
  /** Where the form is posted to remove a line without script. */
  address: string
  autofocus?: boolean | undefined
}

export const LINE_COLUMNS =
  'md:grid md:grid-cols-[92px_minmax(0,1fr)_54px_76px_60px_44px_86px_26px] md:gap-x-2'

const TYPE_WORDS: Readonly<Record<BillItemType, string>> = {
  service: 'Service',
  product: 'Product',
  package: 'Package',
}
const TYPE_CHOICES = BILL_ITEM_TYPES.map((type) => ({ value: type, label: TYPE_WORDS[type] }))

export function lineGstId(number: string): string {
  return `line-${number}-gst`
}

export function lineAmountId(number: string): string {
  return `line-${number}-amount`
}

export function lineNoteId(number: string): string {
  return `line-${number}-note`
}

/** A line of the bill form. BillLineHead draws the column heads. */
export function BillLine({ line, position, issues, address, autofocus }: Props) {
  const { number, figures } = line
  const name = (field: string) => `lines.${number}.${field}`
  const errorOf = (field: string) => problemAt(issues, name(field))
  const field = (key: 'type' | 'quantity' | 'rate' | 'discount') => ({
    name: name(key),
    value: line[key],
    error: errorOf(key),
  })
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset can't be laid out as a grid in Chrome 109.
    <div
      role="group"
      aria-label={`Line ${position}`}
      data-line={number}
      class="border-b border-rule py-2 md:py-1"
    >
      <input type="hidden" name={name('number')} value={number} />
      <div class={`grid grid-cols-3 items-start gap-x-3 gap-y-2 ${LINE_COLUMNS} ${FIELDS_CLASS}`}>
        <Field
          {...field('type')}
          label="Type"
          control="select"
          blank="Any"
          choices={TYPE_CHOICES}
        />
        <SearchSelect
          name={name('item')}
          label="Item"
          text={line.item}
          value={line.itemId}
          source="/billing/items"
          choices={line.choices}
          error={errorOf('item')}
          placeholder="Treatment, product or package"
          autofocus={autofocus}
          class={ITEM_CLASS}
        />
        <Field {...field('quantity')} label="Quantity" control="number" data-quantity="true" />
        <Field
          {...field('rate')}
          label="Rate"
          control="money"
          placeholder={figures ? formatAmount(figures.ratePaise) : 'Price list'}
          data-rate="true"
        />
        <Field
          {...field('discount')}
          label="Disc."
          control="number"
          placeholder="₹ or %"
          autocomplete="off"
        />
        <p class="flex h-11 items-center text-xs text-ink-2 md:h-8 md:justify-end md:text-sm">
          <span class="mr-1 md:sr-only">GST</span>
          <span id={lineGstId(number)}>
            <LineGst figures={figures} />
          </span>
        </p>
        <p class="flex h-11 items-center justify-end font-semibold md:h-8">
          <span class="sr-only">Amount</span>
          <span id={lineAmountId(number)}>
            <LineAmount figures={figures} />
          </span>
        </p>
        <span class="flex h-11 items-center justify-end md:h-8">
          <Button
            variant="quiet"
            small
            icon="x"
            iconLabel={`Remove line ${position}`}
            name="remove"
            value={number}
            formaction={address}
            shortcut="Alt+r"
            data-remove-line="true"
          />
        </span>
      </div>
      <LineErrors errorOf={errorOf} />
      <p class="meta md:ml-[100px]" id={lineNoteId(number)}>
        <LineNote {...line} />
      </p>
    </div>
  )
}

/** The list of matches is wider than the column. */
const ITEM_CLASS =
  'max-md:col-span-2 [&_.err]:!not-sr-only md:[&_.combo-list]:right-auto md:[&_.combo-list]:min-w-[440px]'

/**
 * The columns have heads instead of labels. Errors are longer than a column, so they are below the
 * line.
 */
const FIELDS_CLASS = 'md:[&_.lbl]:sr-only md:[&_.err]:sr-only'

function LineErrors({ errorOf }: { errorOf: (field: string) => string | undefined }) {
  const errors = [
    { label: 'Type', message: errorOf('type') },
    { label: 'Quantity', message: errorOf('quantity') },
    { label: 'Rate', message: errorOf('rate') },
    { label: 'Discount', message: errorOf('discount') },
  ].filter((each) => each.message)
  return (
    <>
      {errors.map(({ label, message }) => (
        <p class="err hidden md:ml-[100px] md:flex" aria-hidden="true">
          <Icon name="circle-alert" size={14} class="mt-0.5" />
          <span>
            {label}: {message}
          </span>
        </p>
      ))}
    </>
  )
}

export function LineGst({ figures }: { figures: LineFigures | null }) {
  return <>{figures?.gst ?? '—'}</>
}

export function LineAmount({ figures }: { figures: LineFigures | null }) {
  return figures ? <Money paise={figures.amountPaise} always /> : <>—</>
}

export function LineNote({ isUnclear, figures }: Pick<LineValues, 'isUnclear' | 'figures'>) {
  if (isUnclear) return <>Several items match: choose one.</>
  if (!figures?.note) return null
  return <span class={figures.needsAttention ? 'text-geru-700' : undefined}>{figures.note}</span>
}

/** Column heads above the lines. Each field also has a label for screen readers. */
export function BillLineHead() {
  return (
    <div
      class={`hidden h-[30px] items-center border-b border-ink-2 text-xs font-medium text-ink-3 ${LINE_COLUMNS}`}
      aria-hidden="true"
    >
      <span>Type</span>
      <span>Item</span>
      <span class="text-right">Quantity</span>
      <span class="text-right">Rate</span>
      <span class="text-right">Disc.</span>
      <span class="text-right">GST</span>
      <span class="text-right">Amount</span>
      <span />
    </div>
  )
}

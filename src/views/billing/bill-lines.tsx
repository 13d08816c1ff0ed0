import { type Issue, problemAt } from '../../domain/errors.ts'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { BillLine, BillLineHead, type LineValues } from './bill-line.tsx'

type Props = {
  lines: LineValues[]
  values: Record<string, string>
  issues: Issue[]
  /** Index of the line whose item takes the focus. */
  focusLine: number | null
  /** Without script, adding and removing a line posts the form here. */
  address?: string | undefined
}

const BLANK_LINE: LineValues = {
  number: '__n__',
  type: '',
  item: '',
  itemId: '',
  quantity: '1',
  rate: '',
  discount: '',
  choices: [],
  isUnclear: false,
  figures: null,
}

/** The lines of a bill form, with the discount on all of them. The form has `x-data="billLines"`. */
export function BillLines({
  lines,
  values,
  issues,
  focusLine,
  address = '/billing/new/lines',
}: Props) {
  const hasErrors = issues.length > 0
  return (
    <>
      <BillLineHead />
      <div x-ref="lines" x-bind="lines" id="bill-lines">
        {lines.map((line, index) => (
          <BillLine
            line={line}
            position={index + 1}
            address={address}
            issues={issues}
            autofocus={!hasErrors && focusLine === index}
          />
        ))}
      </div>
      <template x-ref="blank">
        <BillLine line={BLANK_LINE} position={0} issues={[]} address={address} autofocus />
      </template>
      <div class="flex flex-wrap items-start gap-x-3 gap-y-2 py-3">
        <span class="md:pt-[22px]">
          <Button icon="plus" name="add" value="1" formaction={address} x-bind="addButton">
            Add line
          </Button>
        </span>
        <Field
          name="discount"
          label="Discount"
          control="number"
          value={values.discount}
          error={problemAt(issues, 'discount')}
          placeholder="₹ or %"
          shortcut="Alt+o"
          class="w-full md:ml-auto md:w-[272px]"
        />
      </div>
    </>
  )
}

import { formatRate, type Paise } from '../../domain/money.ts'
import { type TaxRow, taxByCode } from '../../domain/tax-by-code.ts'
import { Money } from '../components/money.tsx'
import { type Column, Table } from '../components/table.tsx'
import type { BillItem } from './bill-items.tsx'

type Props = { items: BillItem[]; isInterState: boolean }

/** Tax per SAC/HSN code and rate, for the accountant. */
export function TaxTable({ items, isInterState }: Props) {
  const money = (head: string, paiseOf: (row: TaxRow) => Paise): Column<TaxRow> => ({
    head,
    right: true,
    cell: (row) => <Money paise={paiseOf(row)} always dash />,
  })
  return (
    <Table
      caption="Tax by code"
      rows={taxByCode(items)}
      columns={[
        { head: 'SAC/HSN', rowHead: true, cell: (row) => row.hsnSac ?? '—' },
        {
          head: 'GST',
          right: true,
          cell: (row) => (row.gstBp > 0 ? formatRate(row.gstBp) : 'Exempt'),
        },
        money('Value', (row) => row.valuePaise),
        ...(isInterState
          ? [money('IGST', (row) => row.igstPaise)]
          : [money('CGST', (row) => row.cgstPaise), money('SGST', (row) => row.sgstPaise)]),
        money('Total tax', (row) => row.cgstPaise + row.sgstPaise + row.igstPaise),
      ]}
      keys={false}
      height={33}
      class="tbl-plain tbl-flush"
    />
  )
}

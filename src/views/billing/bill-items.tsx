import { type BasisPoints, formatRate, type Paise } from '../../domain/money.ts'
import { Money } from '../components/money.tsx'
import { type Column, Table } from '../components/table.tsx'

export type BillItem = {
  id: string
  description: string
  detail: string | null
  hsnSac: string | null
  quantityMilli: number
  unitPricePaise: Paise
  priceIncludesTax: boolean
  discountPaise: Paise
  valuePaise: Paise
  gstBp: BasisPoints
  cgstPaise: Paise
  sgstPaise: Paise
  igstPaise: Paise
  totalPaise: Paise
}

type Props = { items: BillItem[]; chargesTax: boolean }

export function BillItems({ items, chargesTax }: Props) {
  const money = (head: string, paiseOf: (item: BillItem) => Paise): Column<BillItem> => ({
    head,
    right: true,
    phone: 'hide',
    cell: (item) => <Money paise={paiseOf(item)} always dash={head === 'Discount'} />,
  })
  const columns: (Column<BillItem> | false)[] = [
    {
      head: 'Description',
      rowHead: true,
      phone: 'main',
      cell: (item) => <Described item={item} />,
    },
    { head: 'SAC/HSN', phone: 'hide', cell: (item) => item.hsnSac ?? '—' },
    {
      head: 'Qty',
      right: true,
      phone: 'line',
      cell: (item) => (
        <>
          {item.quantityMilli / 1000}
          <span class="md:hidden">
            {' × '}
            <Money paise={item.unitPricePaise} />
          </span>
        </>
      ),
    },
    money('Rate', (item) => item.unitPricePaise),
    items.some((item) => item.discountPaise > 0) && money('Discount', (item) => item.discountPaise),
    chargesTax && money('Taxable', (item) => item.valuePaise),
    chargesTax && {
      head: 'GST',
      right: true,
      phone: 'hide',
      cell: (item) => (item.gstBp > 0 ? formatRate(item.gstBp) : 'Exempt'),
    },
    {
      head: 'Amount',
      right: true,
      phone: 'aside',
      cell: (item) => <Money paise={item.totalPaise} always strong />,
    },
  ]
  return (
    <div class="table-scroll">
      <Table
        caption="Lines"
        rows={items}
        columns={columns.filter((column) => column !== false)}
        keys={false}
        height={48}
        class="tbl-plain"
      />
    </div>
  )
}

function Described({ item }: { item: BillItem }) {
  const notes = [
    item.detail,
    item.priceIncludesTax && item.gstBp > 0 ? 'Rate includes GST' : null,
  ].filter((note) => note !== null)
  return (
    <>
      <span class="block whitespace-normal">{item.description}</span>
      {notes.length > 0 && (
        <span class="block text-xs font-normal text-ink-3">{notes.join(' · ')}</span>
      )}
    </>
  )
}

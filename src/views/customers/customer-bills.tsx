import type { CalendarDate } from '../../domain/dates.ts'
import type { PaymentStatus } from '../../domain/payments.ts'
import { ButtonLink } from '../components/button-link.tsx'
import { DateText } from '../components/date-text.tsx'
import { Money } from '../components/money.tsx'
import { Status } from '../components/status.tsx'
import { Table } from '../components/table.tsx'

export type BillRow = {
  id: string
  invoiceNumber: string
  billDate: CalendarDate
  totalPaise: number
  balancePaise: number
  paymentStatus: PaymentStatus
}

export function CustomerBills({ bills, canCollect }: { bills: BillRow[]; canCollect: boolean }) {
  if (bills.length === 0) return <p class="meta">No invoices.</p>
  const open = bills.reduce((sum, bill) => sum + bill.balancePaise, 0)
  return (
    <Table
      caption="Invoices"
      rows={bills}
      rowId={(bill) => `bill-${bill.id}`}
      total={['Balance', '', '', <Money paise={open} />, '', '']}
      columns={[
        {
          head: 'Invoice #',
          rowHead: true,
          phone: 'main',
          cell: (bill) => <a href={`/billing/${bill.id}`}>{bill.invoiceNumber}</a>,
        },
        { head: 'Date', phone: 'line', cell: (bill) => <DateText date={bill.billDate} /> },
        {
          head: 'Amount',
          right: true,
          phone: 'line',
          cell: (bill) => <Money paise={bill.totalPaise} />,
        },
        {
          head: 'Balance',
          right: true,
          phone: 'hide',
          cell: (bill) => <Money paise={bill.balancePaise} dash />,
        },
        { head: 'Status', phone: 'aside', cell: (bill) => <Status status={bill.paymentStatus} /> },
        {
          head: <span class="sr-only">Actions</span>,
          right: true,
          phone: 'hide',
          cell: (bill) =>
            canCollect && bill.balancePaise > 0 ? (
              <ButtonLink href={`/billing/${bill.id}#amount`} small>
                Record payment
              </ButtonLink>
            ) : (
              <ButtonLink href={`/billing/${bill.id}/invoice.pdf`} small variant="quiet" newTab>
                PDF
              </ButtonLink>
            ),
        },
      ]}
    />
  )
}

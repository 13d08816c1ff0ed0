import type { BillAmounts } from '../../domain/bill-totals.ts'
import { type CalendarDate, formatLongDate } from '../../domain/dates.ts'
import type { Issue } from '../../domain/errors.ts'
import { type DocumentType, documentTitle, STATES } from '../../domain/gst.ts'
import type { Paise } from '../../domain/money.ts'
import type { PaymentStatus } from '../../domain/payments.ts'
import type { Phone as PhoneNumber } from '../../domain/phone.ts'
import { Alert } from '../components/alert.tsx'
import { Button } from '../components/button.tsx'
import { ButtonLink } from '../components/button-link.tsx'
import { DefinitionList } from '../components/definition-list.tsx'
import { Money } from '../components/money.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Phone } from '../components/phone.tsx'
import { Status } from '../components/status.tsx'
import { type BillItem, BillItems } from './bill-items.tsx'
import { BillSums } from './bill-sums.tsx'
import { type PaymentRow, Payments } from './payments.tsx'
import { RecordPayment } from './record-payment.tsx'
import { TaxTable } from './tax-table.tsx'

type IssuedBill = BillAmounts & {
  id: string
  invoiceNumber: string
  documentType: DocumentType
  customerId: string
  customer: string
  customerPhone: PhoneNumber | null
  billDate: CalendarDate
  dueDate: CalendarDate
  placeOfSupply: string
  paymentStatus: PaymentStatus
  createdBy: string
  items: BillItem[]
  payments: PaymentRow[]
  paidPaise: Paise
  balancePaise: Paise
}

type Props = {
  bill: IssuedBill
  /** What the invoice asks for as it was issued, if something was paid after that; else null. */
  asIssued: { date: CalendarDate; balancePaise: Paise } | null
  /** IGST applies: the place of supply is not the clinic's State. */
  isInterState: boolean
  /** The characters of the invoice that no font of the PDF has. */
  unprintable: string[]
  today: CalendarDate
  canCollect: boolean
  canBook: boolean
  formKey: string
  /** The typed payment, and its errors. */
  values: Record<string, string>
  issues: Issue[]
}

/** An issued bill. The bill never changes; only payments are added. */
export function BillPage(props: Props) {
  const { bill, isInterState, today, canCollect, issues } = props
  const isOpen = bill.balancePaise > 0
  const isLate = isOpen && bill.dueDate < today
  const chargesTax = bill.documentType !== 'bill'
  return (
    <>
      <PageHead
        title={bill.invoiceNumber}
        parent={{ label: 'Billing', href: '/billing' }}
        sub={<Status status={bill.paymentStatus} />}
        actions={<Actions {...props} canCollect={canCollect && isOpen} />}
      />
      <div class="with-side min-h-[calc(100vh-80px)]">
        <div class="pb-6">
          <div class="grid gap-x-10 gap-y-3 px-4 py-3 md:grid-cols-2 md:px-5">
            <BillTo {...props} />
            <DefinitionList
              items={[
                { term: 'Document', value: documentTitle(bill.documentType) },
                { term: 'Date', value: formatLongDate(bill.billDate) },
                { term: 'Due', value: formatLongDate(bill.dueDate) },
                {
                  term: 'Place of supply',
                  value: `${STATES.get(bill.placeOfSupply) ?? ''} (${bill.placeOfSupply})`,
                },
                { term: 'Billed by', value: bill.createdBy },
              ]}
            />
          </div>
          <BillItems items={bill.items} chargesTax={chargesTax} />
          <div class="mt-5 gap-10 px-4 md:grid md:grid-cols-[minmax(0,1fr)_272px] md:px-5">
            <div class="min-w-0">
              {chargesTax && <TaxTable items={bill.items} isInterState={isInterState} />}
            </div>
            <BillSums {...{ bill, chargesTax, isInterState }} />
          </div>
        </div>
        <div class="side">
          {isLate && (
            <Alert tone="geru" title="Overdue." class="mt-3">
              It was due on {formatLongDate(bill.dueDate)}.
            </Alert>
          )}
          {props.unprintable.length > 0 && <Unprintable characters={props.unprintable} />}
          {canCollect && (isOpen || issues.length > 0) && <RecordPayment {...props} />}
          <Payments payments={bill.payments} />
          {props.asIssued && <AsIssued billId={bill.id} {...props.asIssued} />}
        </div>
      </div>
    </>
  )
}

function Actions({ bill, asIssued, canCollect, formKey }: Props) {
  const paper = `/billing/${bill.id}/invoice.pdf`
  const print = `/billing/${bill.id}/print`
  return (
    <>
      {asIssued ? (
        <>
          <ButtonLink href={`${print}?format=a5`} variant="quiet" newTab>
            Print A5
          </ButtonLink>
          <ButtonLink href={`${print}?format=receipt`} variant="quiet" newTab>
            80 mm slip
          </ButtonLink>
        </>
      ) : (
        <>
          <ButtonLink href={`${paper}?format=a5`} variant="quiet">
            PDF A5
          </ButtonLink>
          <ButtonLink href={`${paper}?format=receipt`} variant="quiet">
            80 mm slip
          </ButtonLink>
          <ButtonLink href={print} variant="quiet" icon="printer" newTab>
            Print
          </ButtonLink>
        </>
      )}
      {bill.customerPhone && (
        <form method="post" action={`/billing/${bill.id}/messages`} target="_blank" rel="noopener">
          <input type="hidden" name="form_key" value={`${formKey}-message`} />
          <Button icon="message-circle">WhatsApp</Button>
        </form>
      )}
      {asIssued ? (
        <ButtonLink href={print} icon="printer" variant={canCollect ? 'plain' : 'primary'} newTab>
          Print
        </ButtonLink>
      ) : (
        <ButtonLink href={paper} icon="file-text" variant={canCollect ? 'plain' : 'primary'}>
          Download PDF
        </ButtonLink>
      )}
      {canCollect && (
        <ButtonLink href="#amount" icon="banknote" shortcut="p">
          Record payment
        </ButtonLink>
      )}
    </>
  )
}

/** The PDF never changes, so it still asks for what was paid after it was issued. */
function AsIssued({
  billId,
  date,
  balancePaise,
}: NonNullable<Props['asIssued']> & { billId: string }) {
  const paper = `/billing/${billId}/invoice.pdf`
  return (
    <section aria-labelledby="as-issued-title">
      <div class="sec">
        <h2 id="as-issued-title">As issued</h2>
      </div>
      <p>
        {formatLongDate(date)}, <Money paise={balancePaise} /> due
      </p>
      <p class="meta">It does not show later payments. Print shows them.</p>
      <p class="no-print -ml-2 mt-1 flex gap-1">
        <ButtonLink href={paper} small variant="quiet">
          PDF as issued
        </ButtonLink>
        <ButtonLink href={`${paper}?format=a5`} small variant="quiet">
          PDF A5
        </ButtonLink>
        <ButtonLink href={`${paper}?format=receipt`} small variant="quiet">
          80 mm slip
        </ButtonLink>
      </p>
    </section>
  )
}

function Unprintable({ characters }: { characters: string[] }) {
  return (
    <Alert tone="geru" title="Check the PDF." class="mt-3">
      It may show boxes for {characters.join(' ')}. It is made new each time, and not kept.
    </Alert>
  )
}

/** The customer, with links to book or bill them next. */
function BillTo({ bill, canCollect, canBook }: Props) {
  return (
    <div>
      <p class="text-xs text-ink-2">Bill to</p>
      <p class="text-base font-semibold">
        <a class="row-link" href={`/customers/${bill.customerId}`}>
          {bill.customer}
        </a>
      </p>
      {bill.customerPhone && (
        <p>
          <Phone number={bill.customerPhone} withCode />
        </p>
      )}
      <p class="no-print -ml-2 mt-1 flex gap-1">
        {canBook && (
          <ButtonLink
            href={`/appointments/new?customer_id=${bill.customerId}`}
            small
            variant="quiet"
            shortcut="b"
          >
            Book
          </ButtonLink>
        )}
        {canCollect && (
          <ButtonLink
            href={`/billing/new?customer_id=${bill.customerId}`}
            small
            variant="quiet"
            shortcut="i"
          >
            New bill
          </ButtonLink>
        )}
      </p>
    </div>
  )
}

import { contactText } from '../../domain/calls.ts'
import { type CalendarDate, formatLongDate, weekdayName } from '../../domain/dates.ts'
import { formatPhone } from '../../domain/phone.ts'
import { ButtonLink } from '../components/button-link.tsx'
import { CustomerName } from '../components/customer-name.tsx'
import { Initials } from '../components/initials.tsx'
import { Kbd } from '../components/kbd.tsx'
import { Money } from '../components/money.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Phone } from '../components/phone.tsx'
import { type Column, Table } from '../components/table.tsx'
import { treatmentInShort } from '../customers/customer-visits.tsx'
import { personColour } from '../people.ts'
import { type Call, type CallSheetData, callDetails, leftText } from './call.ts'
import { CallButtons } from './call-buttons.tsx'

type Props = CallSheetData & {
  date: CalendarDate
  dayName: string
  /** False for roles that don't see bills. */
  showsDues: boolean
  back: string
  formKey: () => string
}

export const callSheetId = 'call-sheet'

/** The page: everyone who has not confirmed for a day, to call one after the other. */
export function CallSheetPage(props: Props) {
  const { date } = props
  return (
    <>
      <PageHead
        title="To confirm"
        sub={`${weekdayName(date)} ${formatLongDate(date)}`}
        actions={
          <ButtonLink href={`/appointments?view=day&date=${date}`}>Open day view</ButtonLink>
        }
      />
      <CallSheet {...props} />
    </>
  )
}

export function CallSheet(props: Props) {
  const { date, calls, back, dayName } = props
  return (
    <section
      id={callSheetId}
      aria-labelledby="calls-heading"
      data-live={back}
      data-from={date}
      data-to={date}
    >
      <div class="sec px-4 md:px-5">
        <h2 id="calls-heading">{leftText(props, dayName)}</h2>
        {calls.length > 0 && <Kbd keys="u" />}
      </div>
      {calls.length > 0 && <CallTable {...props} />}
    </section>
  )
}

function CallTable({ calls, back, formKey, showsDues }: Props) {
  return (
    <Table
      caption="Call sheet"
      rows={calls}
      height={38}
      class="md:table-fixed"
      columns={[
        { head: 'Time', phone: 'lead', class: 'md:w-16', cell: (call) => <b>{call.startTime}</b> },
        {
          head: 'Customer',
          rowHead: true,
          phone: 'main',
          cell: (call) => (
            <CustomerName
              name={call.customer}
              href={`/appointments/${call.id}`}
              allergies={call.allergies}
            />
          ),
        },
        {
          head: 'Phone',
          phone: 'aside',
          class: 'max-md:!top-2 max-md:!transform-none md:w-[120px] xl:w-[172px]',
          cell: (call) => <PhoneOf call={call} />,
        },
        {
          head: 'Treatment',
          phone: 'line',
          cell: (call) => (
            <>
              <span class="max-md:hidden print:inline">{treatmentInShort(call)}</span>
              <span class="block pr-[128px] md:hidden print:hidden">
                {callDetails(call)}
                {call.lastContact && (
                  <span class="block text-geru-700">{contactText(call.lastContact)}</span>
                )}
              </span>
            </>
          ),
        },
        {
          head: <span class="max-xl:sr-only print:not-sr-only">Staff</span>,
          phone: 'hide',
          class: 'md:w-12 xl:w-36 print:w-32',
          cell: (call) => (
            <span class="flex items-center gap-2">
              <Initials
                name={call.staff}
                letters={call.staffInitials}
                colour={personColour(call.staffPosition)}
                decorative
              />
              <span class="truncate max-xl:sr-only print:not-sr-only">{call.staff}</span>
            </span>
          ),
        },
        ...(showsDues ? [DUE] : []),
        {
          head: 'Result',
          phone: 'hide',
          class: 'hidden w-[32mm] print:table-cell',
          cell: () => '',
        },
        {
          head: '',
          right: true,
          class: 'no-print md:w-[240px]',
          cell: (call) => (
            <span class="inline-flex items-center gap-1.5 max-md:mt-1.5 max-md:flex max-md:flex-wrap">
              <CallButtons call={call} back={back} target={callSheetId} formKey={formKey} />
            </span>
          ),
        },
      ]}
    />
  )
}

const DUE: Column<Call> = {
  head: 'Due',
  right: true,
  phone: 'hide',
  class: 'md:w-[72px]',
  cell: ({ duePaise }) => <Money paise={duePaise ?? 0} dash strong={duePaise !== null} />,
}

/** The number to call, whose it is, and how the last call ended. */
function PhoneOf({ call: { phone, reachedThrough, lastContact } }: { call: Call }) {
  return (
    <>
      <ButtonLink href={`tel:${phone}`} small icon="phone" class="md:hidden print:hidden">
        {formatPhone(phone)}
      </ButtonLink>
      <span class="max-md:hidden print:inline">
        <Phone number={phone} />
      </span>
      {reachedThrough && (
        <span class="meta block truncate max-md:hidden print:block" title={reachedThrough}>
          contact: {reachedThrough}
        </span>
      )}
      {lastContact && (
        <span class="block text-xs text-geru-700 max-md:hidden print:block">
          {contactText(lastContact)}
        </span>
      )}
    </>
  )
}

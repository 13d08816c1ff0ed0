import type { Child } from 'hono/jsx'
import { APPOINTMENT_STATUSES } from '../../domain/appointments.ts'
import { type CalendarDate, formatLongDate } from '../../domain/dates.ts'
import { ButtonLink } from '../components/button-link.tsx'
import { Initials } from '../components/initials.tsx'
import { Kbd } from '../components/kbd.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Segments } from '../components/segments.tsx'
import { Status } from '../components/status.tsx'
import { hx } from '../hx.ts'
import { personColour } from '../people.ts'
import {
  type CalendarQuery,
  type CalendarView,
  calendarHref,
  calendarParameters,
  stepDate,
} from './calendar-query.ts'
import { STEP_KEYS } from './step-buttons.tsx'

export type FilterChoices = {
  staff: { id: string; called: string; initials: string; position: number }[]
  rooms: { id: string; name: string }[]
  treatments: { id: string; name: string }[]
}

type Props = {
  query: CalendarQuery
  today: CalendarDate
  choices: FilterChoices
  /** The first and last date shown. */
  loaded: { from: CalendarDate; to: CalendarDate }
  /** `2 – 7 March 2026` */
  rangeTitle: string
  hiddenCount: number
  canBook: boolean
  grid: Child
  /** Shown on a phone instead of the grid: the days of the week, and one day as a list. */
  strip: Child
  agenda: Child
  panel: Child
}

export const deskId = 'desk'
export const panelId = 'panel'
export const calendarId = 'calendar'

const VIEWS: { view: CalendarView; label: string; shortcut: string }[] = [
  { view: 'day', label: 'Day', shortcut: 'd' },
  { view: 'week', label: 'Week', shortcut: 'w' },
  { view: 'list', label: 'List', shortcut: 'l' },
]

/** The calendar with its filters, and the panel that opens beside it. */
export function CalendarDesk(props: Props) {
  const { query, panel } = props
  return (
    <div id={deskId} data-today={props.today}>
      <PageHead
        title="Appointments"
        toolsAreTitle
        onPaper={paperTitle(props)}
        tools={<DateNavigation {...props} />}
        actions={
          <>
            <Segments
              label="View"
              class="max-md:hidden"
              segments={VIEWS.map(({ view, label, shortcut }) => ({
                label,
                shortcut,
                href: calendarHref(query, { view }),
                current: view === query.view,
              }))}
            />
            {props.canBook && (
              <ButtonLink
                href={`/appointments/new?date=${query.date}`}
                variant="primary"
                icon="plus"
                shortcut="b"
                id="new-appointment"
                data-panel="true"
              >
                <span class="max-md:sr-only">New appointment</span>
              </ButtonLink>
            )}
          </>
        }
      />
      <FilterBar {...props} />
      <div class="with-panel">
        <Calendar {...props} />
        {/* A filter redraws the desk around what is being typed in the panel. */}
        <aside class="panel" id={panelId} aria-label="Appointment" hx-morph-skip="true">
          {panel}
        </aside>
      </div>
    </div>
  )
}

type CalendarProps = Pick<Props, 'query' | 'loaded' | 'grid' | 'strip' | 'agenda'> & OutOfBand
type OutOfBand = { isOob?: boolean }

const outOfBand = (isOob = false) => (isOob ? hx({ swapOob: true }) : {})

/** The calendar of other days beside an open panel, with its navigation. */
export function MovedCalendar(props: CalendarProps & Pick<Props, 'rangeTitle'>) {
  return (
    <>
      <Calendar {...props} isOob />
      <DateNavigation {...props} isOob />
    </>
  )
}

/** The grid or the list: the part that redraws when another desk changes something. */
export function Calendar({ query, loaded, grid, strip, agenda, isOob }: CalendarProps) {
  return (
    <div
      class="min-w-0"
      id={calendarId}
      data-live={calendarHref(query, {})}
      data-from={loaded.from}
      data-to={loaded.to}
      {...outOfBand(isOob)}
      data-steps={STEP_KEYS}
    >
      {query.view === 'list' ? (
        agenda
      ) : (
        <>
          <div class="hidden md:block">{grid}</div>
          <div class="one-day md:hidden">
            {strip}
            {agenda}
          </div>
        </>
      )}
    </div>
  )
}

/** What the printed calendar shows: `2 – 7 March 2026 · Dr. Kapoor, Nisha · Laser room`. */
function paperTitle({ query, choices, rangeTitle: range }: Props): string {
  const named = (all: { id: string; name: string }[], id: string | null) =>
    all.find((one) => one.id === id)?.name
  const people = choices.staff.filter(({ id }) => query.staffIds.includes(id))
  return [
    range,
    people.map(({ called }) => called).join(', '),
    named(choices.rooms, query.roomId),
    named(choices.treatments, query.treatmentId),
    query.status,
  ]
    .filter(Boolean)
    .join(' · ')
}

function DateNavigation({
  query,
  rangeTitle,
  isOob,
}: Pick<Props, 'query' | 'rangeTitle'> & OutOfBand) {
  return (
    <nav
      class="no-print flex items-center gap-1.5 max-md:flex-1"
      aria-label="Days"
      id="days"
      {...outOfBand(isOob)}
    >
      <ButtonLink
        href={calendarHref(query, { date: stepDate(query, -1) })}
        icon="chevron-left"
        iconLabel="Previous"
        shortcut="["
        id="previous"
      />
      <ButtonLink
        href={calendarHref(query, { date: 'today' })}
        shortcut="t"
        id="today"
        class="max-md:hidden"
      >
        Today
      </ButtonLink>
      <ButtonLink
        href={calendarHref(query, { date: stepDate(query, 1) })}
        icon="chevron-right"
        iconLabel="Next"
        shortcut="]"
        id="next"
        class="max-md:order-1"
      />
      <form
        action="/appointments"
        method="get"
        class="max-md:flex-1 md:ml-1.5"
        aria-label="Go to a day"
      >
        <HiddenQuery query={query} except={['date']} />
        <input
          class="inp font-medium placeholder:text-ink max-md:w-full max-md:text-center md:w-[150px]"
          name="date"
          aria-label="Go to a day"
          aria-keyshortcuts="."
          autocomplete="off"
          placeholder={rangeTitle}
          title="Type a day: 5 mar, fri, +7"
        />
      </form>
    </nav>
  )
}

function FilterBar({ query, choices, hiddenCount, canBook }: Props) {
  return (
    <div class="bar no-print flex-wrap">
      <nav class="flex flex-wrap gap-1.5" aria-label="People">
        {choices.staff.map((member, index) => (
          <StaffToggle member={member} number={index + 1} query={query} />
        ))}
      </nav>
      {query.view === 'day' && (
        <Segments
          label="Columns"
          segments={[
            {
              label: 'By staff',
              href: calendarHref(query, { by: 'staff' }),
              current: query.by === 'staff',
            },
            {
              label: 'By room',
              href: calendarHref(query, { by: 'room' }),
              current: query.by === 'room',
            },
          ]}
        />
      )}
      <form
        action="/appointments"
        method="get"
        class="hidden flex-wrap gap-1.5 md:flex"
        aria-label="Filters"
        {...hx({
          get: '/appointments',
          trigger: 'change',
          target: `#${deskId}`,
          swap: 'outerMorph',
          replaceUrl: true,
          sync: 'this:replace',
        })}
      >
        <HiddenQuery query={query} except={['room_id', 'treatment_id', 'status']} />
        <FilterSelect
          name="room_id"
          label="Filter by room"
          width="w-[104px]"
          all="All rooms"
          value={query.roomId}
          choices={choices.rooms}
        />
        <FilterSelect
          name="treatment_id"
          label="Filter by treatment"
          width="w-[124px]"
          all="All treatments"
          value={query.treatmentId}
          choices={choices.treatments}
        />
        <FilterSelect
          name="status"
          label="Filter by status"
          width="w-[112px]"
          all="All statuses"
          value={query.status}
          choices={APPOINTMENT_STATUSES.map((status) => ({ id: status, name: status }))}
        />
        <button class="btn without-script" type="submit">
          Filter
        </button>
      </form>
      <span class="ml-auto hidden items-center gap-3 text-xs 2xl:flex">
        {APPOINTMENT_STATUSES.map((status) => (
          <Status status={status} />
        ))}
      </span>
      <span class="flex gap-3 text-xs md:hidden">
        <a class="link" href={calendarHref(query, { date: 'today' })}>
          Today
        </a>
        <a
          class="link"
          href={calendarHref(query, { view: query.view === 'list' ? 'week' : 'list' })}
        >
          {query.view === 'list' ? 'One day' : 'Whole week'}
        </a>
      </span>
      {canBook && (
        <span class="flex gap-2 text-xs">
          <a
            class="link inline-flex items-center gap-1.5"
            href="/appointments/to-confirm?view=day"
            id="open-to-confirm"
            data-panel="true"
            aria-keyshortcuts="u"
          >
            To confirm
            <Kbd keys="u" />
          </a>
          <a class="link" href="/appointments/waiting">
            Waiting list
          </a>
          <a class="link" href="/appointments/leave">
            Leave
          </a>
        </span>
      )}
      {hiddenCount > 0 && (
        <a
          class="link text-xs max-md:hidden"
          href={calendarHref(query, { view: 'list', status: 'cancelled' })}
        >
          {hiddenCount} cancelled hidden
        </a>
      )}
    </div>
  )
}

/** Hidden fields that keep the rest of the calendar's query in a form. */
function HiddenQuery({ query, except }: { query: CalendarQuery; except: string[] }) {
  return (
    <>
      {[...calendarParameters(query)]
        .filter(([name]) => !except.includes(name))
        .map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
    </>
  )
}

function StaffToggle({
  member,
  number,
  query,
}: {
  member: FilterChoices['staff'][number]
  number: number
  query: CalendarQuery
}) {
  const isOn = query.staffIds.length === 0 || query.staffIds.includes(member.id)
  const others = query.staffIds.filter((id) => id !== member.id)
  const staffIds = query.staffIds.includes(member.id) ? others : [...query.staffIds, member.id]
  return (
    <a
      class={isOn ? 'tog' : 'tog off'}
      href={calendarHref(query, { staffIds })}
      aria-current={query.staffIds.includes(member.id) ? 'true' : undefined}
      aria-keyshortcuts={number <= 9 ? String(number) : undefined}
      id={`toggle-${member.id}`}
    >
      <Initials
        name={member.called}
        letters={member.initials}
        colour={personColour(member.position)}
        decorative
      />
      {member.called}
      {number <= 9 && <Kbd keys={String(number)} />}
    </a>
  )
}

function FilterSelect({
  name,
  label,
  width,
  all,
  value,
  choices,
}: {
  name: string
  label: string
  /** Width class, chosen so that the bar fits on one line at 1366 pixels. */
  width: string
  all: string
  value: string | null
  choices: { id: string; name: string }[]
}) {
  return (
    <select class={`inp ${width}`} name={name} aria-label={label}>
      <option value="">{all}</option>
      {choices.map((choice) => (
        <option value={choice.id} selected={choice.id === value}>
          {choice.name}
        </option>
      ))}
    </select>
  )
}

/** `2 – 7 March 2026`, `28 February – 5 March 2026`. */
export function rangeTitle(from: CalendarDate, to: CalendarDate): string {
  if (from === to) return formatLongDate(from)
  const [start, end] = [formatLongDate(from), formatLongDate(to)]
  const [day, month, year] = start.split(' ')
  const [, endMonth, endYear] = end.split(' ')
  if (month === endMonth && year === endYear) return `${day} – ${end}`
  return year === endYear ? `${day} ${month} – ${end}` : `${start} – ${end}`
}

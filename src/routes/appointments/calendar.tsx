import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import { type Appointment, listAppointments } from '../../db/appointments.ts'
import { sumDues } from '../../db/bill-lists.ts'
import { may } from '../../domain/access.ts'
import { APPOINTMENT_STATUSES } from '../../domain/appointments.ts'
import {
  addDays,
  type CalendarDate,
  minutesOf,
  startOfWeek,
  weekdayOf,
} from '../../domain/dates.ts'
import type { OpeningRules } from '../../domain/opening.ts'
import type { Stretch } from '../../domain/slots.ts'
import { parseTypedDate } from '../../domain/typed-dates.ts'
import { loadOpeningRules } from '../../use-cases/day-plans.ts'
import { Agenda } from '../../views/appointments/agenda.tsx'
import {
  Calendar,
  CalendarDesk,
  MovedCalendar,
  rangeTitle,
} from '../../views/appointments/calendar-desk.tsx'
import { CalendarGrid } from '../../views/appointments/calendar-grid.tsx'
import { layOut } from '../../views/appointments/calendar-layout.ts'
import type { CalendarQuery, CalendarView } from '../../views/appointments/calendar-query.ts'
import { DayStrip } from '../../views/appointments/day-strip.tsx'
import type { FlashMessage } from '../../views/components/flash.tsx'
import type { Env } from '../http/environment.ts'
import { formKey, isId } from '../http/forms.ts'
import { pageOfRequest } from '../http/render.tsx'
import { dayColumn, dayNotes, roomColumn, staffColumn } from './calendar-columns.ts'
import { loadChoices } from './choices.ts'
import { visitMapper } from './visit-view.ts'

const VIEWS: CalendarView[] = ['week', 'day', 'list']
const TITLES = {
  week: 'Appointments',
  day: 'Appointments of the day',
  room: 'Appointments by room',
  list: 'List of appointments',
}

/** Reads from an address what the calendar shows. By default from the request's own address. */
export function readCalendarQuery(c: Context<Env>, address?: string | null): CalendarQuery {
  const own = address === undefined ? new URL(c.req.url).searchParams : null
  const parameters = own ?? new URLSearchParams(address?.split('?')[1] ?? '')
  const text = (name: string) => parameters.get(name) ?? ''
  return {
    view: VIEWS.find((view) => view === text('view')) ?? 'week',
    date: parseTypedDate(text('date'), c.var.today) ?? c.var.today,
    staffIds: text('staff_id').split(',').filter(isId),
    by: text('by') === 'room' ? 'room' : 'staff',
    roomId: isId(text('room_id')) ? text('room_id') : null,
    treatmentId: isId(text('treatment_id')) ? text('treatment_id') : null,
    status: APPOINTMENT_STATUSES.find((status) => status === text('status')) ?? null,
  }
}

/** A notice that the date in the address can't be read and today is shown; null when it can. */
export function dateProblem(c: Context<Env>): FlashMessage | null {
  const text = c.req.query('date') ?? ''
  if (text === '' || parseTypedDate(text, c.var.today)) return null
  return { text: `“${text}” is not a day. Type 5 mar, fri or +7.`, tone: 'attention' }
}

/**
 * The calendar or dashboard to go back to: named in a form, else the page of an htmx request. Null for
 * any other address.
 */
export function backAddress(named: string | null, c?: Context<Env>): string | null {
  const address = named || (c ? pageOfRequest(c) : null)
  if (!address) return null
  return /^\/(?:appointments(?:\/to-confirm)?(?:\?[^\\\p{Cc}]*)?)?$/u.test(address) ? address : null
}

/** Loads and lays out the calendar. The caller draws the panel beside it. */
export async function loadCalendar(c: Context<Env>, query: CalendarQuery, focusId: string | null) {
  const { actor, settings, today } = c.var
  const read = await readCalendar(c, query)
  const { people, rooms, treatments, rules, hours, days, now } = read
  const columns = columnsOf(query, read)
  const layout = layOut(
    columns.map((column) => column.cells),
    { slotMins: settings.slotMins, breakTime: rules.breakTime, hours, now },
  )
  const range = rangeTitle(days[0] ?? query.date, days.at(-1) ?? query.date)
  const canBook = may(actor, 'appointments.manage')
  const calendar = {
    query,
    loaded: read.loaded,
    grid: (
      <CalendarGrid
        label={`${query.view === 'day' ? 'Day' : 'Week'} of ${range}`}
        columns={columns.map((column) => column.head)}
        layout={layout}
        slotMins={settings.slotMins}
        formKey={formKey()}
        now={now}
        today={today}
        focusId={focusId}
        canBook={canBook}
      />
    ),
    strip: <DayStrip query={query} days={stripDays(query, read, columns)} today={today} />,
    agenda: (
      <Agenda
        days={listedDays(query, read)}
        now={now}
        breakTime={rules.breakTime}
        dues={read.dues}
      />
    ),
  }
  const desk = (panel: Child) => (
    <CalendarDesk
      {...calendar}
      today={today}
      choices={{ staff: people, rooms, treatments }}
      rangeTitle={range}
      hiddenCount={query.view === 'list' ? 0 : layout.hidden.length}
      canBook={canBook}
      panel={panel}
    />
  )
  const isByRoom = query.view === 'day' && query.by === 'room'
  return {
    desk,
    calendar: () => <Calendar {...calendar} />,
    moved: () => <MovedCalendar {...calendar} rangeTitle={range} />,
    title: `${TITLES[isByRoom ? 'room' : query.view]}, ${range}`,
  }
}

type CalendarData = Awaited<ReturnType<typeof readCalendar>>

/** Loads the data of the calendar: one day in the day view, else its week. */
async function readCalendar(c: Context<Env>, query: CalendarQuery) {
  const { clinic, actor, settings, today, timeNow } = c.var
  const reader = clinic.read(actor)
  const week = weekOf(query.date)
  const [from, to] = query.view === 'day' ? [query.date, query.date] : week
  const [firstListed, lastListed] = query.view === 'list' ? week : [query.date, query.date]
  const [{ staff, rooms, treatments }, rules, rows, dues] = await Promise.all([
    loadChoices(c),
    loadOpeningRules(reader, settings, from, to),
    listAppointments(reader, { from, to }),
    may(actor, 'billing.view') ? sumDues(reader, { from: firstListed, to: lastListed }) : null,
  ])
  const visits = rows.map(visitMapper(c))
  const weekDays = daysFrom(...week).filter(
    (day) =>
      day === query.date ||
      weekdayOf(day) !== 7 ||
      rules.hours.some((row) => row.weekday === 7) ||
      rows.some((row) => row.date === day),
  )
  return {
    loaded: { from, to },
    week: weekDays,
    days: query.view === 'day' ? [query.date] : weekDays,
    visits: { all: visits, shown: visits.filter((visit) => isShown(visit, query)) },
    people: actor.role === 'doctor' || actor.role === 'therapist' ? ownFirst(staff, actor) : staff,
    rooms,
    treatments,
    rules,
    hours: widestHours(rules),
    dues,
    now: { date: today, mins: minutesOf(timeNow) },
  }
}

/** Doctors and therapists see their own column first. */
function ownFirst<P extends { id: string }>(people: P[], { staffId }: { staffId: string | null }) {
  const isOwn = ({ id }: P) => id === staffId
  return [...people.filter(isOwn), ...people.filter((each) => !isOwn(each))]
}

function columnsOf(query: CalendarQuery, { people, rooms, days, now, ...rest }: CalendarData) {
  const staff =
    query.staffIds.length > 0 ? people.filter(({ id }) => query.staffIds.includes(id)) : people
  const isEveryone = staff.length === people.length
  const drawn = { ...rest, staff, isEveryone, today: now.date }
  if (query.view !== 'day') return days.map((day) => dayColumn(day, drawn))
  return query.by === 'room'
    ? rooms.map((room) => roomColumn(room, query.date, drawn))
    : staff.map((member) => staffColumn(member, query.date, drawn))
}

/** The day strip of a phone. Only the week view has the counts of all days. */
function stripDays(
  query: CalendarQuery,
  { week }: CalendarData,
  columns: ReturnType<typeof columnsOf>,
): { date: CalendarDate; count: number | null }[] {
  if (query.view !== 'week') return week.map((date) => ({ date, count: null }))
  return columns.map(({ head }) => ({ date: head.date, count: head.count }))
}

/** The days in the list: the whole week in the list view, else the chosen day. */
function listedDays(query: CalendarQuery, { days, visits, people, ...rest }: CalendarData) {
  return (query.view === 'list' ? days : [query.date]).map((date) => ({
    date,
    notes: dayNotes(date, { ...rest, staff: people }),
    visits: visits.shown.filter((visit) => visit.date === date),
  }))
}

function isShown(row: Appointment, query: CalendarQuery): boolean {
  return (
    (query.staffIds.length === 0 || query.staffIds.includes(row.staffId)) &&
    (query.roomId === null || row.roomId === query.roomId) &&
    (query.treatmentId === null || row.treatmentId === query.treatmentId) &&
    (query.status === null || row.status === query.status)
  )
}

/** The earliest opening to the latest closing of all days, so that the grid keeps its height. */
function widestHours(rules: OpeningRules): Stretch {
  if (rules.hours.length === 0) return { fromMins: 540, toMins: 1140 }
  return {
    fromMins: Math.min(...rules.hours.map((row) => minutesOf(row.opens))),
    toMins: Math.max(...rules.hours.map((row) => minutesOf(row.closes))),
  }
}

function weekOf(date: string): [string, string] {
  const monday = startOfWeek(date)
  return [monday, addDays(monday, 6)]
}

function daysFrom(from: string, to: string): string[] {
  const days: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  return days
}

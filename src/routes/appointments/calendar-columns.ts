import type { StaffMember } from '../../db/staff.ts'
import { holdsTime } from '../../domain/appointments.ts'
import { formatDay, minutesOf, timeOf } from '../../domain/dates.ts'
import {
  closingsOf,
  downStretches,
  leaveStretches,
  type OpeningRules,
  openStretches,
} from '../../domain/opening.ts'
import { type Buffers, type Stretch, subtract } from '../../domain/slots.ts'
import type { Held } from '../../views/appointments/calendar-entry.tsx'
import type { GridColumn } from '../../views/appointments/calendar-grid.tsx'
import type { Column } from '../../views/appointments/calendar-layout.ts'
import type { PlacedVisit } from './visit-view.ts'

type GridPart = { head: GridColumn; cells: Column<Held> }

/** What the columns are drawn from. */
type ColumnData = {
  /** All visits, and those that pass the filters. A hidden visit still takes its time. */
  visits: { all: PlacedVisit[]; shown: PlacedVisit[] }
  rules: OpeningRules
  staff: StaffMember[]
  /** Everyone who takes appointments is shown. */
  isEveryone: boolean
  hours: Stretch
  today: string
}

/** A day of the week for all staff shown. A slot is free if one of them is free. */
export function dayColumn(
  date: string,
  { visits, rules, staff, isEveryone, hours, today }: ColumnData,
): GridPart {
  const entries = visits.shown.filter((visit) => visit.date === date)
  const onDay = visits.all.filter((visit) => visit.date === date)
  const away = staff.filter((member) => leaveStretches(rules, date, member.id).length > 0)
  return {
    head: {
      key: date,
      date,
      title: formatDay(date, today).split(' ').slice(0, 2).join(' '),
      person: null,
      away: away.map((member) => member.called),
      count: notCancelled(entries).length,
      isToday: date === today,
      booking: { isOpen: isEveryone },
    },
    cells: {
      key: date,
      date,
      open: staff.map((member) => ({
        id: member.id,
        stretches: openStretches(rules, date, member.id),
        busy: busyOf(
          onDay.filter((entry) => entry.staffId === member.id),
          staffBuffers,
        ),
      })),
      closings: closingsOf(rules, date, { staffId: null, roomId: null }, hours),
      entries: withBuffers(entries, staffBuffers),
      overseen: [],
    },
  }
}

export function staffColumn(
  member: StaffMember,
  date: string,
  { visits, rules, hours, today }: ColumnData,
): GridPart {
  const isTheirs = (visit: PlacedVisit) => visit.staffId === member.id
  const entries = visits.shown.filter(isTheirs)
  const busy = busyOf(visits.all.filter(isTheirs), staffBuffers)
  const overseen = visits.all.filter(
    (visit) => visit.supervisorId === member.id && holdsTime(visit.status),
  )
  return {
    head: {
      key: member.id,
      date,
      title: member.called,
      person: { name: member.called, initials: member.initials, position: member.position },
      away: [],
      count: notCancelled(entries).length,
      isToday: date === today,
      booking: { staffId: member.id },
    },
    cells: {
      key: member.id,
      date,
      open: [{ id: member.id, stretches: openStretches(rules, date, member.id), busy }],
      closings: closingsOf(rules, date, { staffId: member.id, roomId: null }, hours),
      entries: withBuffers(entries, staffBuffers),
      overseen: withBuffers(overseen, () => ({ beforeMins: 0, afterMins: 0 })),
    },
  }
}

type Room = { id: string; name: string }

export function roomColumn(
  room: Room,
  date: string,
  { visits, rules, staff, hours, today }: ColumnData,
): GridPart {
  const isInRoom = (visit: PlacedVisit) => visit.roomId === room.id
  const entries = visits.shown.filter(isInRoom)
  const down = downStretches(rules, date, room.id)
  const busy = busyOf(visits.all.filter(isInRoom), roomBuffers)
  return {
    head: {
      key: room.id,
      date,
      title: room.name,
      person: null,
      away: [],
      count: notCancelled(entries).length,
      isToday: date === today,
      booking: { roomId: room.id },
    },
    cells: {
      key: room.id,
      date,
      open: staff.map((member) => ({
        id: member.id,
        stretches: subtract(openStretches(rules, date, member.id), down),
        busy: [
          ...busy,
          ...busyOf(
            visits.all.filter((visit) => visit.staffId === member.id),
            staffBuffers,
          ),
        ],
      })),
      closings: closingsOf(rules, date, { staffId: null, roomId: room.id }, hours),
      entries: withBuffers(entries, roomBuffers),
      overseen: [],
    },
  }
}

/** Notes above a day's list: a holiday, staff on leave, a room out of use. */
export function dayNotes(
  date: string,
  { rules, staff, rooms, hours }: Pick<ColumnData, 'rules' | 'staff' | 'hours'> & { rooms: Room[] },
): string[] {
  const during = ({ fromMins, toMins }: Stretch) =>
    fromMins <= hours.fromMins && toMins >= hours.toMins
      ? ''
      : ` ${timeOf(fromMins)}–${timeOf(toMins)}`
  return [
    ...closingsOf(rules, date, { staffId: null, roomId: null }, hours).map(({ words }) => words),
    ...staff.flatMap(({ id, called }) =>
      leaveStretches(rules, date, id).map((gap) => `${called} away${during(gap)}`),
    ),
    ...rooms.flatMap(({ id, name }) =>
      downStretches(rules, date, id).map((gap) => `${name} out of use${during(gap)}`),
    ),
  ]
}

function staffBuffers(visit: PlacedVisit): Buffers {
  return { beforeMins: visit.staffBeforeMins, afterMins: visit.staffAfterMins }
}

function roomBuffers(visit: PlacedVisit): Buffers {
  return { beforeMins: visit.roomBeforeMins, afterMins: visit.roomAfterMins }
}

function withBuffers(entries: PlacedVisit[], buffersOf: (visit: PlacedVisit) => Buffers) {
  return entries.map((entry) => {
    const { beforeMins, afterMins } = buffersOf(entry)
    const heldMins = heldUntil(entry, afterMins) - endOf(entry)
    return { ...entry, held: { beforeMins, afterMins: Math.max(0, heldMins) } }
  })
}

function notCancelled(entries: PlacedVisit[]): PlacedVisit[] {
  return entries.filter((entry) => entry.status !== 'cancelled')
}

function busyOf(entries: PlacedVisit[], buffersOf: (visit: PlacedVisit) => Buffers): Stretch[] {
  return entries
    .filter((entry) => holdsTime(entry.status))
    .map((entry) => {
      const fromMins = minutesOf(entry.startTime)
      const { beforeMins, afterMins } = buffersOf(entry)
      return { fromMins: fromMins - beforeMins, toMins: heldUntil(entry, afterMins) }
    })
    .filter(({ fromMins, toMins }) => fromMins < toMins)
}

/** A completed visit holds its people and room until it was completed, not longer. */
function heldUntil(entry: PlacedVisit, afterMins: number): number {
  return Math.min(endOf(entry) + afterMins, entry.doneMins ?? Number.POSITIVE_INFINITY)
}

function endOf({ startTime, durationMins }: PlacedVisit): number {
  return minutesOf(startTime) + durationMins
}

import * as appointments from '../db/appointments.ts'
import { findClaimHolder, listClaims, lockResources } from '../db/availability.ts'
import * as catalogue from '../db/catalogue.ts'
import type { Reader } from '../db/connect.ts'
import { findCustomer, insertCustomer } from '../db/customers.ts'
import { violates } from '../db/failures.ts'
import { findBookableSession } from '../db/packages.ts'
import { getSettings, type Settings } from '../db/settings.ts'
import { findStaffMember } from '../db/staff.ts'
import type { Transaction } from '../db/transaction.ts'
import { type Actor, authorize } from './access.ts'
import { type AppointmentStatus, isOpen } from './appointment-status.ts'
import type { Clinic } from './clinic.ts'
import { type CalendarDate, type ClockTime, localTime, minutesOf, timeOf } from './dates.ts'
import { Conflict, invalid, NotFound } from './errors.ts'
import { bookableStarts, loadDayPlan, loadOpeningRules } from './free-times.ts'
import { timeProblems } from './opening.ts'
import { type Phone, parsePhone } from './phone.ts'
import { firstFreeRoom, isFree, meets, nearestStarts } from './slots.ts'
import { appointmentBookedText, appointmentMovedText, whatsappUrl } from './whatsapp.ts'

/** How many other times a clash offers. */
const TIMES_OFFERED = 5
/** A free room that was proposed may be taken meanwhile; then the next one is tried. */
const ROOM_ATTEMPTS = 4

export type BookingInput = {
  /** An existing customer, or a new one with name and phone. */
  customer: { id: string } | { name: string; phone: string }
  staffId: string
  /** The treatment's id, or its name or category as the API allows. Of a session: its plan's. */
  treatment: { id: string } | { called: string } | null
  roomId: string | null
  date: CalendarDate
  startTime: ClockTime
  durationMins: number | null
  sessionId: string | null
  notes: string | null
  /** The second confirmation of a time outside hours, in the break, on leave or past. */
  isOverride: boolean
  isWalkIn?: boolean
}

export type Booked = { id: string; status: 'scheduled'; customerId: string; whatsappUrl: string }

/**
 * Books an appointment. That nobody and no room is booked twice is the database's decision (the
 * claims' exclusion constraint); what is looked up before only makes the answer helpful.
 */
export async function bookAppointment(
  clinic: Clinic,
  actor: Actor,
  input: BookingInput,
): Promise<Booked> {
  authorize(actor, 'appointments.manage')
  return explainClash(clinic, actor, input, () =>
    clinic.transaction(actor, async (trx) => {
      const settings = await getSettings(trx)
      const customer = await customerOf(trx, input.customer)
      const decided = await decideBooking(clinic, trx, settings, {
        ...input,
        customerId: customer.id,
      })
      const id = await appointments.insertAppointment(trx, {
        ...decided,
        arrivedAt: input.isWalkIn ? clinic.clock.now() : null,
        createdBy: actor.staffId,
      })
      const text = appointmentBookedText(messageOf(settings, customer, input))
      return {
        id,
        status: 'scheduled',
        customerId: customer.id,
        whatsappUrl: whatsappUrl(customer.phone, text),
      }
    }),
  )
}

export type MoveInput = Partial<Omit<BookingInput, 'customer' | 'isWalkIn'>> & {
  customerId?: string
  isOverride: boolean
}

export type Moved = { id: string; status: AppointmentStatus; whatsappUrl: string }

/** Moves an appointment or changes what it is. Its old time frees up in the same instant. */
export async function moveAppointment(
  clinic: Clinic,
  actor: Actor,
  id: string,
  input: MoveInput,
): Promise<Moved> {
  authorize(actor, 'appointments.manage')
  const before = await appointments.findAppointment(clinic.read(actor), id)
  if (!before) throw new NotFound('appointment')
  return explainClash(
    clinic,
    actor,
    movedFrom(before, input),
    () =>
      clinic.transaction(actor, async (trx) => {
        const settings = await getSettings(trx)
        const locked = await appointments.lockAppointment(trx, id)
        if (!locked) throw new NotFound('appointment')
        if (!isOpen(locked.status)) {
          throw new Conflict(
            'appointment_closed',
            `An appointment that is ${locked.status} can’t be moved.`,
          )
        }
        // From the row as it is now: what another desk has just changed stays changed.
        const wanted = movedFrom(locked, input)
        const customer = await customerOf(trx, wanted.customer)
        const stays = staysPut(locked, wanted)
        const decided = await decideBooking(
          clinic,
          trx,
          settings,
          { ...wanted, customerId: customer.id, isOverride: wanted.isOverride || stays },
          id,
        )
        const overrideReason = stays ? locked.overrideReason : decided.overrideReason
        await appointments.updateAppointment(trx, id, { ...decided, overrideReason })
        const text = appointmentMovedText(messageOf(settings, customer, wanted))
        return { id, status: locked.status, whatsappUrl: whatsappUrl(customer.phone, text) }
      }),
    id,
  )
}

type Placed = Pick<
  NonNullable<Awaited<ReturnType<typeof appointments.lockAppointment>>>,
  | 'customerId'
  | 'staffId'
  | 'treatmentId'
  | 'roomId'
  | 'date'
  | 'startTime'
  | 'durationMins'
  | 'sessionId'
  | 'notes'
>

/** An appointment with the changes of a move; another treatment brings its own length. */
function movedFrom(now: Placed, input: MoveInput) {
  const isSameTreatment = !input.treatment && input.sessionId === undefined
  return {
    customer: { id: input.customerId ?? now.customerId },
    staffId: input.staffId ?? now.staffId,
    treatment: input.treatment ?? { id: now.treatmentId },
    roomId: input.roomId === undefined ? now.roomId : input.roomId,
    date: input.date ?? now.date,
    startTime: input.startTime ?? now.startTime,
    durationMins: input.durationMins ?? (isSameTreatment ? now.durationMins : null),
    sessionId: input.sessionId === undefined ? now.sessionId : input.sessionId,
    notes: input.notes === undefined ? now.notes : input.notes,
    isOverride: input.isOverride,
  }
}

/** A change that leaves time, person and room alone is not asked twice about its time. */
function staysPut(now: Placed, wanted: ReturnType<typeof movedFrom>): boolean {
  return (
    wanted.date === now.date &&
    wanted.startTime === now.startTime &&
    wanted.durationMins === now.durationMins &&
    wanted.staffId === now.staffId &&
    wanted.roomId === now.roomId
  )
}

function messageOf(
  { clinicName }: Pick<Settings, 'clinicName'>,
  { name }: { name: string },
  { date, startTime: time }: { date: CalendarDate; startTime: ClockTime },
) {
  return { name, clinicName, date, time }
}

/** Notes that she has come; an undo takes it back. */
export async function markArrived(
  clinic: Clinic,
  actor: Actor,
  id: string,
  isArrived: boolean,
): Promise<{ id: string }> {
  return markTimes(clinic, actor, id, (times, now) =>
    isArrived
      ? { ...times, arrivedAt: times.arrivedAt ?? now }
      : { arrivedAt: null, startedAt: null },
  )
}

/** Notes that the treatment has begun; she has arrived then too. */
export async function markStarted(
  clinic: Clinic,
  actor: Actor,
  id: string,
  isStarted: boolean,
): Promise<{ id: string }> {
  return markTimes(clinic, actor, id, (times, now) =>
    isStarted
      ? { arrivedAt: times.arrivedAt ?? now, startedAt: times.startedAt ?? now }
      : { ...times, startedAt: null },
  )
}

type VisitTimes = { arrivedAt: Date | null; startedAt: Date | null }

async function markTimes(
  clinic: Clinic,
  actor: Actor,
  id: string,
  change: (times: VisitTimes, now: Date) => VisitTimes,
): Promise<{ id: string }> {
  authorize(actor, 'appointments.manage')
  return clinic.transaction(actor, async (trx) => {
    const appointment = await appointments.lockAppointment(trx, id)
    if (!appointment) throw new NotFound('appointment')
    if (!isOpen(appointment.status)) {
      throw new Conflict('appointment_closed', `This appointment is ${appointment.status}.`)
    }
    await appointments.markAppointmentTimes(trx, id, change(appointment, clinic.clock.now()))
    return { id }
  })
}

/** The starts of a day that can be booked as they stand. */
export async function listFreeTimes(
  clinic: Clinic,
  actor: Actor,
  query: {
    date: CalendarDate
    staffId: string
    durationMins: number | null
    treatmentId: string | null
    roomId: string | null
    customerId: string | null
  },
): Promise<ClockTime[]> {
  authorize(actor, 'appointments.view')
  const reader = clinic.read(actor)
  const settings = await getSettings(reader)
  const treatment = query.treatmentId
    ? await catalogue.findTreatment(reader, query.treatmentId)
    : undefined
  if (query.treatmentId && !treatment) throw new NotFound('treatment')
  const staff = await findStaffMember(reader, query.staffId)
  if (!staff) throw invalid('staff_id', 'There is no such member of staff.')
  if (!staff.isActive || !staff.isBookable) return []
  if (query.roomId) await assertRoom(reader, query.roomId)
  const starts = await freeStartsOn(clinic, reader, settings, {
    ...query,
    durationMins: query.durationMins ?? treatment?.durationMins ?? settings.slotMins,
    treatment: treatment ?? null,
  })
  return starts.map(timeOf)
}

async function freeStartsOn(
  clinic: Clinic,
  reader: Reader,
  settings: Settings,
  wanted: {
    date: CalendarDate
    staffId: string
    durationMins: number
    treatment: catalogue.Treatment | null
    roomId: string | null
    customerId: string | null
    exceptAppointmentId?: string | undefined
  },
): Promise<number[]> {
  const rules = await loadOpeningRules(reader, settings, wanted.date, wanted.date)
  const plan = await loadDayPlan(reader, rules, {
    ...wanted,
    roomIds: await roomChoices(reader, wanted.treatment, wanted.roomId),
    buffers: wanted.treatment ?? NO_BUFFERS,
  })
  return bookableStarts(plan, settings, { ...wanted, now: clinic.clock.now() })
}

const NO_BUFFERS = { staffBeforeMins: 0, staffAfterMins: 0, roomBeforeMins: 0, roomAfterMins: 0 }

/** The room asked for, else those of the kind that the treatment needs. */
async function roomChoices(
  reader: Reader,
  treatment: Pick<catalogue.Treatment, 'roomKind'> | null,
  roomId: string | null,
): Promise<string[]> {
  if (roomId) return [roomId]
  if (!treatment?.roomKind) return []
  const rooms = await catalogue.listRooms(reader)
  return rooms.filter((room) => room.kind === treatment.roomKind).map((room) => room.id)
}

async function assertRoom(reader: Reader, roomId: string): Promise<void> {
  const rooms = await catalogue.listRooms(reader)
  if (!rooms.some((room) => room.id === roomId)) throw invalid('room_id', 'There is no such room.')
}

async function customerOf(
  trx: Transaction,
  customer: BookingInput['customer'],
): Promise<{ id: string; name: string; phone: Phone }> {
  if ('id' in customer) {
    const known = await findCustomer(trx, customer.id)
    if (!known) throw invalid('customer_id', 'There is no such customer.')
    return known
  }
  const phone = parsePhone(customer.phone)
  if (!phone) throw invalid('new_phone', 'This is not a phone number.')
  const { name } = customer
  const id = await insertCustomer(trx, { ...NAME_AND_PHONE_ONLY, name, phone })
  return { id, name, phone }
}

const NAME_AND_PHONE_ONLY = {
  reachedThroughId: null,
  email: null,
  gender: null,
  dateOfBirth: null,
  bloodType: null,
  address: null,
  stateCode: null,
  skinType: null,
  allergies: null,
  chiefConcern: null,
  notes: null,
}

/** Looks up and checks all that a booking consists of, and proposes a room. */
async function decideBooking(
  clinic: Clinic,
  trx: Transaction,
  settings: Settings,
  input: Omit<BookingInput, 'customer'> & { customerId: string },
  exceptAppointmentId?: string,
): Promise<Omit<appointments.NewAppointment, 'createdBy' | 'arrivedAt'>> {
  const staff = await findStaffMember(trx, input.staffId)
  if (!staff?.isActive || !staff.isBookable)
    throw invalid('staff_id', 'This person can’t be booked.')
  const session = input.sessionId ? await sessionOf(trx, input.sessionId, input.customerId) : null
  const treatment = await treatmentOf(trx, input.treatment, session)
  const durationMins = input.durationMins ?? treatment.durationMins
  const fromMins = minutesOf(input.startTime)
  const stretch = { fromMins, toMins: fromMins + durationMins }
  if (stretch.toMins > 1440) throw invalid('duration_mins', 'An appointment ends on its own day.')

  const rules = await loadOpeningRules(trx, settings, input.date, input.date)
  const roomIds = await roomChoices(trx, treatment, input.roomId)
  if (input.roomId) await assertRoom(trx, input.roomId)
  await lockResources(trx, input.date, [input.staffId, input.customerId, ...roomIds])
  const plan = await loadDayPlan(trx, rules, {
    date: input.date,
    staffId: input.staffId,
    customerId: input.customerId,
    roomIds,
    buffers: treatment,
    exceptAppointmentId,
  })
  // With no room free, the first one's claim is refused, and the refusal names what holds it.
  const roomId = input.roomId ?? firstFreeRoom(plan, fromMins, durationMins) ?? roomIds[0] ?? null

  const now = localTime(clinic.clock.now(), settings.timeZone)
  const problems = timeProblems(
    rules,
    { date: input.date, staffId: input.staffId, staff: staff.called, roomId, ...stretch },
    { date: now.date, mins: minutesOf(now.time) },
  )
  if (problems.length > 0 && !input.isOverride) {
    throw new Conflict('outside_hours', problems.join(' '), { override: true, reasons: problems })
  }
  return {
    customerId: input.customerId,
    staffId: input.staffId,
    roomId,
    treatmentId: treatment.id,
    treatmentType: treatment.name,
    date: input.date,
    startTime: input.startTime,
    durationMins,
    staffBeforeMins: treatment.staffBeforeMins,
    staffAfterMins: treatment.staffAfterMins,
    roomBeforeMins: treatment.roomBeforeMins,
    roomAfterMins: treatment.roomAfterMins,
    pricePaise: treatment.pricePaise,
    sessionId: input.sessionId,
    notes: input.notes,
    overrideReason: problems.length > 0 ? problems.join(' ').slice(0, 200) : null,
  }
}

async function sessionOf(trx: Transaction, sessionId: string, customerId: string) {
  const session = await findBookableSession(trx, sessionId)
  if (!session || session.customerId !== customerId) {
    throw invalid('session_id', 'This customer has no such session.')
  }
  if (session.status === 'completed') {
    throw new Conflict(
      'session_completed',
      `Session ${session.sessionNumber} is already completed.`,
    )
  }
  if (session.enrollmentStatus !== 'active') {
    throw new Conflict('enrollment_closed', `This package is ${session.enrollmentStatus}.`)
  }
  return session
}

async function treatmentOf(
  trx: Transaction,
  asked: BookingInput['treatment'],
  session: { treatmentId: string | null } | null,
): Promise<catalogue.Treatment> {
  const wanted = asked ?? (session?.treatmentId ? { id: session.treatmentId } : null)
  if (!wanted) throw invalid('treatment_id', 'Choose a treatment.')
  const treatment =
    'id' in wanted
      ? await catalogue.findTreatment(trx, wanted.id)
      : await catalogue.findTreatmentCalled(trx, wanted.called)
  if (!treatment) {
    const path = 'id' in wanted ? 'treatment_id' : 'treatment_type'
    throw invalid(path, 'There is no such treatment.')
  }
  return treatment
}

/** Runs a booking; where a claim is refused, says with what it clashes and what is free near it. */
async function explainClash<T>(
  clinic: Clinic,
  actor: Actor,
  input: BookingInput,
  save: () => Promise<T>,
  exceptAppointmentId?: string,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await save()
    } catch (error) {
      if (violates(error, 'appointments_session_once')) {
        throw new Conflict('session_booked', 'This session is booked already.')
      }
      if (violates(error, 'customers_phone_unique')) {
        throw new Conflict('phone_taken', 'Another customer has this phone: choose her above.', {
          path: 'new_phone',
        })
      }
      if (!violates(error, 'appointment_claims_no_overlap')) throw error
      const clash = await describeClash(clinic, actor, input, exceptAppointmentId)
      if (clash.isRoomProposed && attempt < ROOM_ATTEMPTS) continue
      throw clash.conflict
    }
  }
}

async function describeClash(
  clinic: Clinic,
  actor: Actor,
  input: BookingInput,
  exceptAppointmentId: string | undefined,
): Promise<{ conflict: Conflict; isRoomProposed: boolean }> {
  const reader = clinic.read(actor)
  const settings = await getSettings(reader)
  const treatment = await clashingTreatment(reader, input)
  const customerId = 'id' in input.customer ? input.customer.id : null
  const durationMins = input.durationMins ?? treatment?.durationMins ?? settings.slotMins
  const wanted = {
    date: input.date,
    staffId: input.staffId,
    customerId,
    roomIds: await roomChoices(reader, treatment, input.roomId),
    buffers: treatment ?? NO_BUFFERS,
    exceptAppointmentId,
  }
  const rules = await loadOpeningRules(reader, settings, input.date, input.date)
  const plan = await loadDayPlan(reader, rules, wanted)
  const fromMins = minutesOf(input.startTime)
  const starts = nearestStarts(
    bookableStarts(plan, settings, { date: input.date, durationMins, now: clinic.clock.now() }),
    fromMins,
    TIMES_OFFERED,
  ).map(timeOf)
  const room = firstFreeRoom(plan, fromMins, durationMins)
  const claim = await findBlocker(reader, wanted, fromMins, durationMins, room === null)
  return {
    conflict: new Conflict('time_taken', claim.message, { ...claim.conflict, free_times: starts }),
    isRoomProposed: input.roomId === null && room !== null && claim.kind === null,
  }
}

async function clashingTreatment(reader: Reader, input: BookingInput) {
  const asked = input.treatment
  if (asked && 'id' in asked) return (await catalogue.findTreatment(reader, asked.id)) ?? null
  if (asked) return (await catalogue.findTreatmentCalled(reader, asked.called)) ?? null
  const session = input.sessionId ? await findBookableSession(reader, input.sessionId) : undefined
  if (!session?.treatmentId) return null
  return (await catalogue.findTreatment(reader, session.treatmentId)) ?? null
}

/** The claim that stands in the way, as a sentence and as data. */
async function findBlocker(
  reader: Reader,
  wanted: Parameters<typeof loadDayPlan>[2],
  fromMins: number,
  durationMins: number,
  isEveryRoomTaken: boolean,
): Promise<{ message: string; kind: string | null; conflict: Record<string, unknown> }> {
  const people = [wanted.staffId, ...(wanted.customerId ? [wanted.customerId] : [])]
  const claims = await listClaims(reader, wanted.date, [
    ...people,
    ...(isEveryRoomTaken ? wanted.roomIds : []),
  ])
  const widest = {
    fromMins: fromMins - Math.max(wanted.buffers.staffBeforeMins, wanted.buffers.roomBeforeMins),
    toMins:
      fromMins +
      durationMins +
      Math.max(wanted.buffers.staffAfterMins, wanted.buffers.roomAfterMins),
  }
  const claim = claims.find(
    (held) => held.appointmentId !== wanted.exceptAppointmentId && meets(held, widest),
  )
  const holder = claim ? await findClaimHolder(reader, claim.appointmentId) : undefined
  if (!claim || !holder) {
    // Freed again meanwhile, or held in another branch, whose rows are not shown here.
    return { message: 'This time was taken a moment ago.', kind: claim?.kind ?? null, conflict: {} }
  }
  const ends = timeOf(minutesOf(holder.startTime) + holder.durationMins)
  const what = { staff: holder.staff, customer: holder.customer, room: holder.room ?? 'The room' }[
    claim.kind as 'staff' | 'customer' | 'room'
  ]
  const withWhom = claim.kind === 'customer' ? `with ${holder.staff}` : `with ${holder.customer}`
  return {
    message: `${what} is booked ${holder.startTime.slice(0, 5)}–${ends} ${withWhom}.`,
    kind: claim.kind,
    conflict: {
      with: claim.kind,
      appointment_id: holder.id,
      start_time: holder.startTime.slice(0, 5),
    },
  }
}

export type CheckedTime = {
  isFree: boolean
  /** The room it would take; null when it needs none or none is free. */
  room: string | null
  staff: string
  endsAt: ClockTime
  problems: string[]
  freeTimes: ClockTime[]
}

/** Whether a booking would go through as it stands, for the line in the form. Reserves nothing. */
export async function checkTime(
  clinic: Clinic,
  actor: Actor,
  wanted: {
    date: CalendarDate
    startTime: ClockTime
    staffId: string
    treatmentId: string | null
    roomId: string | null
    customerId: string | null
    durationMins: number | null
    exceptAppointmentId?: string | undefined
  },
): Promise<CheckedTime> {
  authorize(actor, 'appointments.view')
  const reader = clinic.read(actor)
  const settings = await getSettings(reader)
  const staff = await findStaffMember(reader, wanted.staffId)
  if (!staff) throw invalid('staff_id', 'This person can’t be booked.')
  const treatment = wanted.treatmentId
    ? ((await catalogue.findTreatment(reader, wanted.treatmentId)) ?? null)
    : null
  const durationMins = wanted.durationMins ?? treatment?.durationMins ?? settings.slotMins
  const roomIds = await roomChoices(reader, treatment, wanted.roomId)
  const rules = await loadOpeningRules(reader, settings, wanted.date, wanted.date)
  const plan = await loadDayPlan(reader, rules, {
    ...wanted,
    roomIds,
    buffers: treatment ?? NO_BUFFERS,
  })
  const fromMins = minutesOf(wanted.startTime)
  const stretch = { fromMins, toMins: fromMins + durationMins }
  const roomId = firstFreeRoom(plan, fromMins, durationMins)
  const now = localTime(clinic.clock.now(), settings.timeZone)
  const problems = timeProblems(
    rules,
    { date: wanted.date, staffId: staff.id, staff: staff.called, roomId, ...stretch },
    { date: now.date, mins: minutesOf(now.time) },
  )
  const starts = bookableStarts(plan, settings, {
    date: wanted.date,
    durationMins,
    now: clinic.clock.now(),
  })
  const rooms = roomId ? await catalogue.listRooms(reader) : []
  return {
    isFree: isFree(plan, fromMins, durationMins),
    room: rooms.find((room) => room.id === roomId)?.name ?? null,
    staff: staff.called,
    endsAt: timeOf(stretch.toMins),
    problems,
    freeTimes: nearestStarts(starts, fromMins, TIMES_OFFERED).map(timeOf),
  }
}

import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { listAppointmentsToTell, listLeave } from '../../db/leave.ts'
import { listRooms } from '../../db/rooms.ts'
import { listBookableStaff } from '../../db/staff.ts'
import { isCalendarDate, isClockTime } from '../../domain/dates.ts'
import { invalid } from '../../domain/errors.ts'
import {
  type AffectedMove,
  addLeave,
  cancelLeave,
  listAffected,
  moveAffected,
} from '../../use-cases/leave.ts'
import { AffectedAppointments } from '../../views/appointments/affected-page.tsx'
import { LeavePage } from '../../views/appointments/leave-page.tsx'
import type { Env } from '../http/environment.ts'
import { line, optional, typedDate, typedTime } from '../http/fields.ts'
import { formKey, isId, parse, readForm, textOf, type Values } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { idParam } from '../http/ids.ts'
import { render, seeOther } from '../http/render.tsx'
import { type FormFields, type FormState, openForm, submitForm } from '../http/submit-form.ts'
import { undoActions } from './appointment-steps.ts'

/** Leave of staff, closures of rooms, and the appointments that they affect. */
export const leaveRoutes = new Hono<Env>()

/** As many ids as an address can hold. */
const MOST_TO_TELL = 50

/** Staff and rooms are chosen in one field. */
const LEAVE_FIELDS: FormFields = { paths: { staff_id: 'who', room_id: 'who' } }

leaveRoutes.get('/appointments/leave', allow('appointments.manage'), async (c) => {
  const { form } = await openForm(c, c.req.query())
  return showLeave(c, form)
})

leaveRoutes.post('/appointments/leave', allow('appointments.manage'), (c) =>
  submitForm(c, {
    fields: LEAVE_FIELDS,
    save: async (typed) => {
      const form = parse(leaveForm(c.var.today), typed)
      const [kind, id = null] = form.who.split(':')
      const leave = await addLeave(c.var.clinic, c.var.actor, {
        staffId: kind === 'staff' ? id : null,
        roomId: kind === 'room' ? id : null,
        startsOn: form.starts_on,
        startsAt: form.starts_at ?? '00:00',
        endsOn: form.ends_on ?? form.starts_on,
        endsAt: form.ends_at ?? '23:59',
        reason: form.reason ?? '',
      })
      return seeOther(c, `/appointments/leave/${leave.id}`, { text: 'Leave saved.' })
    },
    show: (form) => showLeave(c, form),
  }),
)

leaveRoutes.get('/appointments/leave/:id', allow('appointments.manage'), async (c) => {
  const id = idParam(c, 'id', 'leave')
  const movedIds = (c.req.query('moved') ?? '').split(',').filter(isId).slice(0, MOST_TO_TELL)
  const [{ leave, affected }, moved] = await Promise.all([
    listAffected(c.var.clinic, c.var.actor, id),
    listAppointmentsToTell(c.var.clinic.read(c.var.actor), movedIds),
  ])
  return render(c, {
    title: `${leave.who} is ${leave.roomId ? 'out of use' : 'away'}`,
    current: 'appointments',
    content: () => (
      <AffectedAppointments
        leave={leave}
        affected={affected}
        moved={moved}
        isAsking={c.req.query('ask') === 'all'}
        today={c.var.today}
        formKey={formKey}
      />
    ),
  })
})

/** Moves one affected appointment, or all that have another time. */
leaveRoutes.post('/appointments/leave/:id/moves', allow('appointments.manage'), async (c) => {
  const values = await readForm(c)
  const leaveId = idParam(c, 'id', 'leave')
  const moves = movesOf(values)
  const { moved, refusals, act } = await moveAffected(c.var.clinic, c.var.actor, { leaveId, moves })
  const done = moved === 1 ? '1 appointment moved.' : `${moved} appointments moved.`
  const refused = refusals.map(({ customer, message }) => `${customer}: ${message}`)
  const toTell = moves
    .map(({ appointmentId }) => appointmentId)
    .filter((id) => !refusals.some((refusal) => refusal.appointmentId === id))
    .slice(0, MOST_TO_TELL)
  const query = toTell.length > 0 ? `?moved=${toTell.join(',')}` : ''
  const back = `/appointments/leave/${leaveId}${query}`
  return seeOther(c, back, {
    text: [done, ...refused].join(' '),
    ...(moved > 0 ? { actions: undoActions(c, { act, back }) } : {}),
    ...(refusals.length > 0 ? { tone: 'attention' as const } : {}),
  })
})

/** The proposed times in the form, `to_<appointment>`: all of them, or the one of the button pressed. */
function movesOf(values: Values): AffectedMove[] {
  const chosen = textOf(values, 'move')
  return Object.keys(values).flatMap((name) => {
    const appointmentId = /^to_(.+)$/.exec(name)?.[1] ?? ''
    if (!isId(appointmentId)) return []
    if (chosen !== 'all' && chosen !== appointmentId) return []
    const [date = '', startTime = ''] = textOf(values, name).split(' ')
    if (!isCalendarDate(date) || !isClockTime(startTime)) {
      throw invalid('', 'A new time could not be read. Open the page again.')
    }
    return [{ appointmentId, date, startTime }]
  })
}

leaveRoutes.post('/appointments/leave/:id/end', allow('appointments.manage'), async (c) => {
  await readForm(c)
  await cancelLeave(c.var.clinic, c.var.actor, idParam(c, 'id', 'leave'))
  return seeOther(c, '/appointments/leave', {
    text: 'Leave cancelled. The time can be booked again.',
  })
})

function leaveForm(today: string) {
  return z.object({
    who: z
      .string()
      .refine(
        (text) => isId(text.replace(/^(staff|room):/, '')),
        'Choose a person, a room or a machine.',
      ),
    reason: optional(line(200)),
    starts_on: typedDate(today, 'Enter the first day of leave, like 5 Mar.'),
    starts_at: optional(typedTime),
    ends_on: optional(typedDate(today)),
    ends_at: optional(typedTime),
  })
}

async function showLeave(c: Context<Env>, form: FormState) {
  const reader = c.var.clinic.read(c.var.actor)
  const [staff, rooms, rows] = await Promise.all([
    listBookableStaff(reader),
    listRooms(reader),
    listLeave(reader, c.var.today),
  ])
  return render(c, {
    title: 'Leave and room closures',
    current: 'appointments',
    form,
    content: () => (
      <LeavePage
        rows={rows}
        choices={[
          ...staff.map(({ id, called }) => ({ value: `staff:${id}`, label: called })),
          ...rooms.map(({ id, name }) => ({ value: `room:${id}`, label: name })),
        ]}
        values={form.values}
        issues={form.issues}
        draft={form.draft}
        today={c.var.today}
        formKey={formKey}
      />
    ),
  })
}

import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { listLeave } from '../../db/leave.ts'
import { listRooms } from '../../db/rooms.ts'
import { listBookableStaff } from '../../db/staff.ts'
import type { Issue } from '../../domain/errors.ts'
import {
  type AffectedMove,
  endLeave,
  listHits,
  moveAffected,
  takeLeave,
} from '../../use-cases/leave.ts'
import { AffectedAppointments, LeavePage } from '../../views/appointments/leave-page.tsx'
import type { Env } from '../http/environment.ts'
import { line, optional, typedDate, typedTime } from '../http/fields.ts'
import {
  formKey,
  isId,
  orAgain,
  parse,
  readForm,
  textOf,
  type Values,
  valuesAsText,
} from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { idParam } from '../http/ids.ts'
import { render, seeOther } from '../http/render.tsx'

/** Who is away and what is down, and the bookings that this hits. */
export const leaveRoutes = new Hono<Env>()

leaveRoutes.get('/appointments/leave', allow('appointments.manage'), (c) =>
  showLeave(c, { ...c.req.query() }, []),
)

leaveRoutes.post('/appointments/leave', allow('appointments.manage'), async (c) => {
  const values = await readForm(c)
  return orAgain(
    async () => {
      const form = parse(leaveForm(c.var.today), values)
      const [kind, whoId] = form.who.split(':')
      const { id } = await takeLeave(c.var.clinic, c.var.actor, {
        staffId: kind === 'staff' ? (whoId ?? null) : null,
        roomId: kind === 'room' ? (whoId ?? null) : null,
        startsOn: form.starts_on,
        startsAt: form.starts_at ?? '00:00',
        endsOn: form.ends_on ?? form.starts_on,
        endsAt: form.ends_at ?? '23:59',
        reason: form.reason ?? '',
      })
      return seeOther(c, `/appointments/leave/${id}`, { text: 'Leave saved.' })
    },
    (issues) => showLeave(c, valuesAsText(values), issues.map(atField)),
  )
})

leaveRoutes.get('/appointments/leave/:id', allow('appointments.manage'), async (c) => {
  const id = idParam(c, 'id', 'leave')
  const { leave, hits } = await listHits(c.var.clinic, c.var.actor, id)
  return render(c, {
    title: `${leave.who} is away`,
    current: 'appointments',
    content: () => (
      <AffectedAppointments leave={leave} affected={hits} today={c.var.today} formKey={formKey} />
    ),
  })
})

/** Moves one affected appointment, or all that have another time. */
leaveRoutes.post('/appointments/leave/:id/moves', allow('appointments.manage'), async (c) => {
  const values = await readForm(c)
  const leaveId = idParam(c, 'id', 'leave')
  const { moved, refusals } = await moveAffected(c.var.clinic, c.var.actor, {
    leaveId,
    moves: movesOf(values),
  })
  const done = moved === 1 ? '1 appointment moved.' : `${moved} appointments moved.`
  const refused = refusals.map(({ customer, message }) => `${customer}: ${message}`)
  return seeOther(c, `/appointments/leave/${leaveId}`, {
    text: [done, ...refused].join(' '),
    ...(refusals.length > 0 ? { tone: 'attention' as const } : {}),
  })
})

/** The proposed times in the form, `to_<appointment>`: all of them, or that of the pressed button. */
function movesOf(values: Values): AffectedMove[] {
  const chosen = textOf(values, 'move')
  return Object.keys(values).flatMap((name) => {
    const appointmentId = /^to_(.+)$/.exec(name)?.[1] ?? ''
    const to = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d)$/.exec(textOf(values, name))
    if (!isId(appointmentId) || !to) return []
    if (chosen !== 'all' && chosen !== appointmentId) return []
    const [, date = '', startTime = ''] = to
    return [{ appointmentId, date, startTime }]
  })
}

leaveRoutes.post('/appointments/leave/:id/end', allow('appointments.manage'), async (c) => {
  await readForm(c)
  await endLeave(c.var.clinic, c.var.actor, idParam(c, 'id', 'leave'))
  return seeOther(c, '/appointments/leave', { text: 'Taken back: the time can be booked again.' })
})

/** Staff and rooms are chosen in one field. */
function atField(issue: Issue): Issue {
  return issue.path === 'staff_id' ? { ...issue, path: 'who' } : issue
}

function leaveForm(today: string) {
  return z.object({
    who: z
      .string()
      .refine(
        (text) => isId(text.replace(/^(staff|room):/, '')),
        'Choose a person, a room or a machine.',
      ),
    reason: optional(line(200)),
    starts_on: typedDate(today),
    starts_at: optional(typedTime),
    ends_on: optional(typedDate(today)),
    ends_at: optional(typedTime),
  })
}

async function showLeave(c: Context<Env>, values: Record<string, string>, issues: Issue[]) {
  const reader = c.var.clinic.read(c.var.actor)
  const staff = await listBookableStaff(reader)
  const rooms = await listRooms(reader)
  const rows = await listLeave(reader, c.var.today)
  return render(c, {
    title: 'Leave and repairs',
    current: 'appointments',
    status: issues.length > 0 ? 422 : 200,
    hasErrors: issues.length > 0,
    content: () => (
      <LeavePage
        rows={rows}
        choices={[
          ...staff.map(({ id, called }) => ({ value: `staff:${id}`, label: called })),
          ...rooms.map(({ id, name }) => ({ value: `room:${id}`, label: name })),
        ]}
        values={values}
        issues={issues}
        today={c.var.today}
        formKey={formKey}
      />
    ),
  })
}

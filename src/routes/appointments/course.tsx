import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { findCourse, listCourseVisits } from '../../db/courses.ts'
import { listBookableStaff } from '../../db/staff.ts'
import { gapDaysOf } from '../../domain/course-plan.ts'
import { parseTypedTime } from '../../domain/dates.ts'
import { type Conflict, type Issue, NotFound } from '../../domain/errors.ts'
import { parseTypedDate } from '../../domain/typed-dates.ts'
import {
  bookCourse,
  type CourseProposal,
  proposeAgain,
  proposeCourse,
} from '../../use-cases/courses.ts'
import { CourseForm, type CourseFormRow, courseRow } from '../../views/appointments/course-form.tsx'
import type { Env } from '../http/environment.ts'
import { typedDate, typedTime } from '../http/fields.ts'
import { formKey, isId, orAgain, parse, readForm, textOf, type Values } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { idParam } from '../http/ids.ts'
import { render, seeOther } from '../http/render.tsx'

/** All remaining visits of a package, proposed and booked together. */
export const courseRoutes = new Hono<Env>()

const ADDRESS = '/customers/:id/packages/:enrollment_id/course'

courseRoutes.get(ADDRESS, allow('appointments.manage'), async (c) => {
  const proposal = await propose(c, c.req.query('staff_id') ?? '')
  const rows = proposal.rows.map((row) => courseRow(row, c.var.today))
  return showCourse(c, { ...proposal, rows, issues: [] })
})

courseRoutes.post(ADDRESS, allow('appointments.manage'), async (c) => {
  const values = await readForm(c)
  const staffId = textOf(values, 'staff_id')
  if (textOf(values, 'propose')) {
    const address = c.req.path
    return seeOther(c, isId(staffId) ? `${address}?staff_id=${staffId}` : address)
  }
  return orAgain(
    async () => {
      const form = parse(CourseFields(c.var.today), values)
      const booked = await bookCourse(c.var.clinic, c.var.actor, {
        enrollmentId: idParam(c, 'enrollment_id', 'package'),
        staffId: form.staff_id,
        rows: form.visits.map(({ session_id, date, time }) => {
          return { sessionId: session_id, date, startTime: time }
        }),
      })
      const visits = booked.count === 1 ? '1 visit' : `${booked.count} visits`
      return seeOther(c, `/customers/${booked.customerId}?tab=packages`, {
        text: `${visits} booked.`,
      })
    },
    (issues, conflict) => showAgain(c, values, issues, conflict),
  )
})

function CourseFields(today: string) {
  return z.object({
    staff_id: z.uuid('Choose who carries it out.'),
    visits: z
      .array(z.object({ session_id: z.uuid(), date: typedDate(today), time: typedTime }))
      .min(1, 'There is no session to book.'),
  })
}

function propose(c: Context<Env>, staffId: string): Promise<CourseProposal> {
  return proposeCourse(c.var.clinic, c.var.actor, {
    enrollmentId: idParam(c, 'enrollment_id', 'package'),
    staffId: isId(staffId) ? staffId : null,
    today: c.var.today,
  })
}

/** As it was typed; only the visit that was refused is proposed anew. */
async function showAgain(
  c: Context<Env>,
  values: Values,
  issues: Issue[],
  conflict: Conflict | null,
): Promise<Response> {
  const { clinic, actor, today } = c.var
  const enrollmentId = idParam(c, 'enrollment_id', 'package')
  const course = await findCourse(clinic.read(actor), enrollmentId)
  if (!course) throw new NotFound('package')
  const staffId = textOf(values, 'staff_id')
  const refused = conflict?.conflict.session_id
  const visits = await listCourseVisits(clinic.read(actor), enrollmentId)
  const numbers = new Map(visits.map((visit) => [visit.sessionId, visit.number]))
  const rows: CourseFormRow[] = []
  const told = refused ? [] : [...issues]
  for (const [index, typed] of typedVisits(values).entries()) {
    const sessionId = textOf(typed, 'session_id')
    const [date, time] = [textOf(typed, 'date'), textOf(typed, 'time')]
    const day = parseTypedDate(date, today)
    const row = {
      sessionId,
      number: numbers.get(sessionId) ?? index + 1,
      date,
      time,
      note: null,
    }
    const startTime = parseTypedTime(time)
    if (sessionId !== refused || !day || !startTime) {
      rows.push(row)
      continue
    }
    const again = await proposeAgain(clinic, actor, {
      course,
      sessionId,
      staffId: isId(staffId) ? staffId : null,
      date: day,
      startTime,
      today,
    })
    rows.push(courseRow({ ...row, ...again }, today))
    told.push({
      path: `visits.${index}.time`,
      message: `Session ${row.number}: ${conflict?.message}`,
    })
  }
  return showCourse(c, { course, staffId, rows, issues: told, status: conflict ? 409 : 422 })
}

function typedVisits(values: Values): Values[] {
  return Array.isArray(values.visits) ? values.visits : []
}

async function showCourse(
  c: Context<Env>,
  shown: {
    course: CourseProposal['course']
    staffId: string | null
    rows: CourseFormRow[]
    issues: Issue[]
    status?: 409 | 422
  },
) {
  const { course, status } = shown
  if (course.customerId !== c.req.param('id')) throw new NotFound('package')
  const staff = await listBookableStaff(c.var.clinic.read(c.var.actor))
  return render(c, {
    title: `Book the course of ${course.customer}`,
    current: 'customers',
    hasErrors: shown.issues.length > 0,
    ...(status ? { status } : {}),
    content: () => (
      <CourseForm
        {...shown}
        treatment={course.treatment ?? 'no treatment'}
        gapDays={gapDaysOf(course.idealGapDays)}
        staff={staff}
        today={c.var.today}
        formKey={formKey()}
      />
    ),
  })
}

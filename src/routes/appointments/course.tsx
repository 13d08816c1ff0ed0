import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { findCourse, listCourseVisits } from '../../db/courses.ts'
import { listBookableStaff } from '../../db/staff.ts'
import { gapDaysOf } from '../../domain/course-plan.ts'
import { parseTypedTime } from '../../domain/dates.ts'
import { type Issue, NotFound } from '../../domain/errors.ts'
import { parseTypedDate } from '../../domain/typed-dates.ts'
import {
  bookCourse,
  type CourseProposal,
  proposeAnotherTime,
  proposeCourse,
} from '../../use-cases/courses.ts'
import { CourseForm, type CourseFormRow, courseRow } from '../../views/appointments/course-form.tsx'
import type { Env } from '../http/environment.ts'
import { typedDate, typedTime } from '../http/fields.ts'
import { formKey, isId, parse, textOf, type Values } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { idParam } from '../http/ids.ts'
import { render, seeOther } from '../http/render.tsx'
import { type FormFields, type FormState, openForm, submitForm } from '../http/submit-form.ts'
import { undoActions } from './appointment-steps.ts'

/** The remaining visits of a package, proposed and booked together. */
export const courseRoutes = new Hono<Env>()

const ADDRESS = '/customers/:id/packages/:enrollment_id/course'

/** The package decides the rest, so there is no field to tell it at. */
const COURSE_FIELDS: FormFields = {
  paths: { duration_mins: '', room_id: '', session_id: '', treatment_id: '' },
}

courseRoutes.get(ADDRESS, allow('appointments.manage'), async (c) => {
  const { form, typed } = await openForm(c, {})
  if (form.draft?.id) return showTypedCourse(c, form, typed)
  const proposal = await propose(c, c.req.query('staff_id') ?? '')
  const rows = proposal.rows.map((row) => courseRow(row, c.var.today))
  return showCourse(c, { ...proposal, rows, form })
})

courseRoutes.post(ADDRESS, allow('appointments.manage'), (c) =>
  submitForm(c, {
    fields: COURSE_FIELDS,
    save: async (typed) => {
      if (textOf(typed, 'propose')) return proposeWith(c, textOf(typed, 'staff_id'))
      const form = parse(courseForm(c.var.today), typed)
      const booked = await bookCourse(c.var.clinic, c.var.actor, {
        enrollmentId: idParam(c, 'enrollment_id', 'package'),
        staffId: form.staff_id,
        rows: form.visits.map(({ session_id, date, time }) => {
          return { sessionId: session_id, date, startTime: time }
        }),
      })
      const visits = booked.count === 1 ? '1 visit' : `${booked.count} visits`
      const back = `/customers/${booked.customerId}?tab=packages`
      return seeOther(c, back, {
        text: `${booked.customer}: ${visits} booked.`,
        actions: undoActions(c, { act: booked.act, back }),
      })
    },
    show: (form, typed) => showTypedCourse(c, form, typed),
  }),
)

/** Proposes the visits again, with the staff member that was chosen. */
function proposeWith(c: Context<Env>, staffId: string): Response {
  return seeOther(c, isId(staffId) ? `${c.req.path}?staff_id=${staffId}` : c.req.path)
}

function courseForm(today: string) {
  return z.object({
    staff_id: z.uuid('Choose the doctor or therapist.'),
    visits: z
      .array(z.object({ session_id: z.uuid(), date: typedDate(today), time: typedTime }))
      .min(1, 'Choose at least one session to book.'),
  })
}

function propose(c: Context<Env>, staffId: string): Promise<CourseProposal> {
  return proposeCourse(c.var.clinic, c.var.actor, {
    enrollmentId: idParam(c, 'enrollment_id', 'package'),
    staffId: isId(staffId) ? staffId : null,
    today: c.var.today,
  })
}

/** A refused form or a draft: keeps what was typed, and proposes another time for a visit that clashed. */
async function showTypedCourse(c: Context<Env>, form: FormState, typed: Values): Promise<Response> {
  const { clinic, actor, today } = c.var
  const enrollmentId = idParam(c, 'enrollment_id', 'package')
  const course = await findCourse(clinic.read(actor), enrollmentId)
  if (!course) throw new NotFound('package')
  const staffId = isId(textOf(typed, 'staff_id')) ? textOf(typed, 'staff_id') : null
  const visits = await listCourseVisits(clinic.read(actor), enrollmentId)
  const numbers = new Map(visits.map((visit) => [visit.sessionId, visit.number]))
  const rows: CourseFormRow[] = typedVisits(typed).map((visit, index) => {
    const sessionId = textOf(visit, 'session_id')
    const number = numbers.get(sessionId) ?? index + 1
    return {
      sessionId,
      number,
      date: textOf(visit, 'date'),
      time: textOf(visit, 'time'),
      note: null,
    }
  })
  const clashing = form.conflict?.conflict.session_id
  if (!clashing) return showCourse(c, { course, staffId, rows, form })

  const issues: Issue[] = []
  for (const [index, row] of rows.entries()) {
    const date = parseTypedDate(row.date, today)
    const startTime = parseTypedTime(row.time)
    if (row.sessionId !== clashing || !date || !startTime) continue
    const { sessionId } = row
    const wanted = { course, sessionId, staffId, date, startTime, today }
    const proposed = await proposeAnotherTime(clinic, actor, wanted)
    rows[index] = courseRow({ ...row, ...proposed }, today)
    const message = `Session ${row.number}: ${form.conflict?.message}`
    issues.push({ path: `visits.${index}.time`, message })
  }
  return showCourse(c, { course, staffId, rows, form: { ...form, issues } })
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
    form: FormState
  },
) {
  const { course, staffId, rows, form } = shown
  if (course.customerId !== c.req.param('id')) throw new NotFound('package')
  const staff = await listBookableStaff(c.var.clinic.read(c.var.actor))
  return render(c, {
    title: `Book the course of ${course.customer}`,
    current: 'customers',
    form,
    content: () => (
      <CourseForm
        course={course}
        staffId={staffId}
        rows={rows}
        issues={form.issues}
        draft={form.draft}
        treatment={course.treatment ?? 'no treatment'}
        gapDays={gapDaysOf(course.idealGapDays)}
        staff={staff}
        today={c.var.today}
        formKey={formKey()}
      />
    ),
  })
}

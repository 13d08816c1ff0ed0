import type { CalendarDate } from '../../domain/dates.ts'
import { type Issue, problemAt } from '../../domain/errors.ts'
import { typedDay } from '../../domain/typed-dates.ts'
import { Alert } from '../components/alert.tsx'
import { Button } from '../components/button.tsx'
import { ButtonLink } from '../components/button-link.tsx'
import { ErrorSummary } from '../components/error-summary.tsx'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import type { FormDraft } from '../components/form-draft.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Table } from '../components/table.tsx'

export type CourseFormRow = {
  sessionId: string
  number: number
  /** As typed or as suggested, like `5 Mar`. */
  date: string
  time: string
  note: string | null
}

type Props = {
  course: { id: string; customerId: string; customer: string; planName: string }
  treatment: string
  /** Recommended days between two visits. */
  gapDays: number
  staff: { id: string; called: string }[]
  staffId: string | null
  rows: CourseFormRow[]
  issues: Issue[]
  draft: FormDraft | null
  today: CalendarDate
  formKey: string
}

/** All remaining visits of a course as a table. One press books all of them or none. */
export function CourseForm(props: Props) {
  const { course, rows, issues, staff, staffId, formKey } = props
  const back = `/customers/${course.customerId}?tab=packages`
  const error = (path: string) => problemAt(issues, path)
  return (
    <>
      <PageHead
        title="Book the course"
        sub={`${course.customer} · ${course.planName} · ${props.treatment}, ${props.gapDays} days apart`}
        parent={{ label: course.customer, href: back }}
      />
      <Form
        action={`/customers/${course.customerId}/packages/${course.id}/course`}
        formKey={formKey}
        class="max-w-[860px] px-4 py-4 md:px-5"
        label="Book the course"
        draft={props.draft}
      >
        <ErrorSummary issues={issues} verb="book" />
        {rows.length === 0 ? (
          <Alert tone="neel" title="Every session is done or booked">
            Nothing is left to book.
          </Alert>
        ) : (
          <>
            <div class="mb-3 flex items-end gap-2">
              <Field
                name="staff_id"
                label="Staff"
                control="select"
                value={staffId ?? ''}
                choices={staff.map((each) => ({ value: each.id, label: each.called }))}
                error={error('staff_id')}
              />
              <Button name="propose" value="true" variant="quiet">
                Suggest times again
              </Button>
            </div>
            <Table
              caption="The visits"
              keys={false}
              rows={rows.map((row, index) => ({ ...row, index }))}
              columns={[
                {
                  head: 'Session',
                  rowHead: true,
                  cell: (row) => (
                    <>
                      {row.number}
                      <input
                        type="hidden"
                        name={`visits.${row.index}.session_id`}
                        value={row.sessionId}
                      />
                    </>
                  ),
                },
                {
                  head: 'Date',
                  cell: (row) => (
                    <Field
                      name={`visits.${row.index}.date`}
                      label={`Date of session ${row.number}`}
                      hideLabel
                      control="date"
                      value={row.date}
                      error={error(`visits.${row.index}.date`)}
                      class="w-[120px]"
                    />
                  ),
                },
                {
                  head: 'Time',
                  cell: (row) => (
                    <Field
                      name={`visits.${row.index}.time`}
                      label={`Time of session ${row.number}`}
                      hideLabel
                      control="time"
                      value={row.time}
                      error={error(`visits.${row.index}.time`)}
                      class="w-[84px]"
                    />
                  ),
                },
                {
                  head: <span class="sr-only">Note</span>,
                  cell: (row) => <span class="meta">{row.note}</span>,
                },
              ]}
            />
            <div class="mt-4 flex gap-2">
              <Button
                variant="primary"
                shortcut="Control+Enter"
                busy="Booking…"
                id="book-course"
                autofocus={issues.length === 0}
              >
                {rows.length === 1 ? 'Book 1 visit' : `Book all ${rows.length} visits`}
              </Button>
              <ButtonLink href={back} shortcut="Escape">
                Cancel
              </ButtonLink>
            </div>
          </>
        )}
      </Form>
    </>
  )
}

/** A suggested visit as a row of the form. */
export function courseRow(
  row: {
    sessionId: string
    number: number
    date: CalendarDate | null
    startTime: string | null
    note: string | null
  },
  today: CalendarDate,
): CourseFormRow {
  const { date, startTime, ...rest } = row
  return { ...rest, date: date ? typedDay(date, today) : '', time: startTime ?? '' }
}

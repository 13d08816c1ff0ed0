import type { Child } from 'hono/jsx'
import { Button } from '../components/button.tsx'
import { EditClashes } from '../components/edit-clashes.tsx'
import { ErrorSummary } from '../components/error-summary.tsx'
import { Field } from '../components/field.tsx'
import { fieldOf } from '../components/field-of.ts'
import { Form } from '../components/form.tsx'
import { BookingAnswer, BookingCheck, BookingSentence, FreeTimes } from './booking-check.tsx'
import {
  type BookingFormProps,
  CustomerFields,
  PlaceFields,
  SupervisorField,
  stepOf,
  TreatmentField,
  WalkInChoice,
  WhenFields,
} from './booking-fields.tsx'
import { deskId } from './calendar-desk.tsx'
import { PanelHead } from './panel-head.tsx'

/**
 * The form beside the calendar. The server redraws it from its own values, so it works without
 * script.
 */
export function BookingForm(props: BookingFormProps) {
  const { id, values, issues } = props
  const address = id ? `/appointments/${id}` : '/appointments'
  const hasCustomer = Boolean(values.customer_id)
  const field = fieldOf(props)
  return (
    <>
      <PanelHead back={props.back}>{id ? 'Move or change' : 'Book appointment'}</PanelHead>
      <Form
        action={address}
        formKey={props.formKey}
        class="flex flex-1 flex-col"
        hx={{ target: `#${deskId}`, swap: 'outerHTML' }}
        label={id ? 'Move appointment' : 'Book appointment'}
        draft={props.draft}
      >
        <div class="panel-body">
          <ErrorSummary
            issues={issues}
            verb={id ? 'move' : 'book'}
            title={props.clashes.length > 0 ? 'Changed at another desk' : undefined}
          />
          <EditClashes clashes={props.clashes} />
          {id && <input type="hidden" name="opened" value={values.opened ?? ''} />}
          <FreeTimes id={id} label="Nearest free times:" times={props.freeTimes}>
            {props.asksTwice && (
              <Button name="override" value="true" small variant="danger" id="override">
                Book anyway
              </Button>
            )}
          </FreeTimes>
          <input type="hidden" name="back" value={props.back} />
          {!id && <WalkInChoice {...props} />}
          <CustomerFields {...props} hasCustomer={hasCustomer} />
          <TreatmentField {...props} hasCustomer={hasCustomer} />
          <PlaceFields {...props} />
          <WhenFields {...props} />
          <BookingCheck {...props} />
          <SupervisorField {...props} />
          <Field {...field('notes')} label="Notes" optional placeholder="Visible to all staff" />
        </div>
        <div class="panel-foot flex-wrap">
          <BookingSentence sentence={props.sentence} />
          <Button
            variant="primary"
            shortcut="Control+Enter"
            busy={id ? 'Saving…' : 'Booking…'}
            class="flex-1"
            id="book"
            autofocus={stepOf(props) === 'book'}
          >
            {id ? 'Save appointment' : 'Book appointment'}
          </Button>
        </div>
      </Form>
    </>
  )
}

/**
 * The answer to a changed field, with day, time and minutes if the server changed them, and with the
 * calendar if it has to show other days.
 */
export function BookingChecked(props: BookingFormProps & { calendar: Child }) {
  return (
    <>
      <BookingAnswer {...props} refilled={props.isRefilled && <WhenFields {...props} isOob />} />
      {props.calendar}
    </>
  )
}

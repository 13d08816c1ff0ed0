import { ErrorSummary } from '../components/error-summary.tsx'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { SearchSelect } from '../components/search-select.tsx'
import { Part } from './part.tsx'

const ISSUES = [
  { path: 'phone', message: 'Phone has 9 digits. Indian mobile numbers have 10.' },
  { path: 'date_of_birth', message: 'Date of birth is in the future.' },
]

export function Fields() {
  return (
    <Part title="Fields and errors" id="fields">
      <Form action="/styleguide" method="get" label="Sample form">
        <ErrorSummary issues={ISSUES} />
        <div class="fields">
          <Field name="name" label="Full name" value="Anjali <3 O’Brien" class="md:col-span-3" />
          <Field
            name="phone"
            label="Phone"
            control="tel"
            value="87654 3210"
            error="Enter 10 digits, like 98765 43210."
            class="md:col-span-3"
          />
          <Field
            name="date_of_birth"
            label="Date of birth"
            control="date"
            value="15 Jun 2090"
            error="Enter a past date, like 15 Jun 1990."
            class="md:col-span-3"
          />
          <Field name="time" label="Time" control="time" value="15:30" class="md:col-span-1" />
          <Field name="amount" label="Amount" control="money" value="6,000" class="md:col-span-2" />
          <Field
            name="gender"
            label="Gender"
            control="select"
            blank="Not known"
            value="female"
            choices={[
              { value: 'female', label: 'Female' },
              { value: 'male', label: 'Male' },
            ]}
            class="md:col-span-2"
          />
          <SearchSelect
            name="customer"
            label="Customer"
            source="/customers/options"
            placeholder="Name or phone"
            class="md:col-span-4"
          />
          <SearchSelect
            name="other"
            label="Customer"
            text="priya"
            source="/customers/options"
            error="Two customers match. Choose one."
            choices={[
              { value: '1', label: 'Priya Mehta', hint: '98765 43210' },
              { value: '2', label: 'Priya Deshpande', hint: '99201 77345' },
            ]}
            class="md:col-span-4"
          />
          <Field
            name="mode"
            label="Payment mode"
            control="segment"
            value="cash"
            choices={[
              { value: 'cash', label: 'Cash', shortcut: 'Alt+1' },
              { value: 'upi', label: 'UPI', shortcut: 'Alt+2' },
              { value: 'card', label: 'Card', shortcut: 'Alt+3' },
            ]}
            class="md:col-span-6"
          />
          <Field
            name="notes"
            label="Notes"
            control="textarea"
            optional
            hint="Seen by doctor and reception"
            class="md:col-span-4"
          />
          <Field
            name="remind"
            label="Open WhatsApp"
            control="checkbox"
            checked
            class="md:col-span-2"
          />
        </div>
      </Form>
    </Part>
  )
}

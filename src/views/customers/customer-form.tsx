import { BLOOD_TYPES, formatBloodType, GENDERS } from '../../domain/customers.ts'
import type { Issue } from '../../domain/errors.ts'
import { STATES } from '../../domain/gst.ts'
import { Button } from '../components/button.tsx'
import { ButtonLink } from '../components/button-link.tsx'
import { EditClashes } from '../components/edit-clashes.tsx'
import { ErrorSummary } from '../components/error-summary.tsx'
import { Field } from '../components/field.tsx'
import { fieldOf } from '../components/field-of.ts'
import { Form } from '../components/form.tsx'
import { DraftNote, type FormDraft } from '../components/form-draft.tsx'
import { PageHead } from '../components/page-head.tsx'
import { SearchSelect } from '../components/search-select.tsx'
import { GENDER_WORDS } from '../people.ts'
import { type PhoneHolder, TakenPhone } from './taken-phone.tsx'

type Props = {
  /** Null for a new customer. */
  id: string | null
  title: string
  values: Record<string, string>
  issues: Issue[]
  clashes: { field: string; label: string; value: string }[]
  draft: FormDraft | null
  formKey: string
  showsClinicalNotes: boolean
  /** The customer who has the typed phone. */
  phoneHolder: PhoneHolder | null
  /** Without script: the customers that match the typed contact person. */
  reachedThroughChoices: { value: string; label: string; hint?: string | undefined }[]
}

const GENDER_CHOICES = GENDERS.map((gender) => ({ value: gender, label: GENDER_WORDS[gender] }))

export function CustomerForm(props: Props) {
  const { id, title, values, issues, formKey } = props
  const field = fieldOf({ values, issues })
  const back = id ? `/customers/${id}` : '/customers'
  return (
    <>
      <PageHead
        title={title}
        parent={{ label: 'Customers', href: '/customers' }}
        actions={
          <Button variant="primary" form="customer-form" busy="Saving…">
            Save customer
          </Button>
        }
      />
      <div class="max-w-[760px] px-4 py-4 md:px-5">
        <ErrorSummary
          issues={issues}
          title={props.clashes.length > 0 ? 'Changed at another desk' : undefined}
        />
        <Form
          action={id ? `/customers/${id}` : '/customers'}
          formKey={formKey}
          id="customer-form"
          draft={props.draft}
        >
          <EditClashes clashes={props.clashes} />
          {id && <input type="hidden" name="opened" value={values.opened ?? ''} />}
          <div class="grid gap-4 md:grid-cols-2">
            <Field
              {...field('name')}
              label="Name"
              autofocus={issues.length === 0}
              autocomplete="off"
            />
            <Field
              {...field('phone')}
              label="Phone"
              control="tel"
              autocomplete="off"
              hint="In any format. Leave blank if the customer has a contact person."
            />
            <TakenPhone holder={props.phoneHolder} chosen={values.phone_use} />
            <Field
              {...field('gender')}
              label="Gender"
              control="segment"
              choices={GENDER_CHOICES}
              optional
            />
            <Field
              {...field('date_of_birth')}
              label="Date of birth"
              control="date"
              placeholder="15 Apr 1997"
              hint="Or only the year, 1997, or the age, 28 yrs."
              optional
            />
            <Field
              {...field('blood_type')}
              label="Blood type"
              control="select"
              blank="Not known"
              choices={BLOOD_TYPES.map((type) => ({ value: type, label: formatBloodType(type) }))}
              optional
            />
            <Field {...field('email')} label="E-mail" control="email" autocomplete="off" optional />
            <Field
              {...field('address')}
              label="Address"
              control="textarea"
              rows={2}
              class="md:col-span-2"
              optional
            />
            <Field
              {...field('state_code')}
              label="State"
              control="select"
              blank="Not known"
              choices={[...STATES].map(([value, label]) => ({ value, label }))}
              optional
            />
            <SearchSelect
              {...field('reached_through')}
              value={values.reached_through_id}
              text={values.reached_through}
              error={issues.find((issue) => issue.path.startsWith('reached_through'))?.message}
              label="Contact person"
              source="/customers/options"
              choices={props.reachedThroughChoices}
              hint="For someone without a phone, such as a child: the mother’s name."
              optional
            />
          </div>
          <h2 class="mb-3 mt-6 text-base">Medical notes</h2>
          <div class="grid gap-4 md:grid-cols-2">
            <Field
              {...field('allergies')}
              label="Allergies"
              control="textarea"
              rows={2}
              hint="Shown in red everywhere. Notes are not."
              optional
            />
            <Field
              {...field('chief_concern')}
              label="Chief concern"
              control="textarea"
              rows={2}
              optional
            />
            <Field {...field('skin_type')} label="Skin type" optional />
            {props.showsClinicalNotes && (
              <Field {...field('notes')} label="Notes" control="textarea" optional />
            )}
          </div>
          <div class="mt-6 flex gap-2">
            <Button type="submit" variant="primary" shortcut="Control+Enter" busy="Saving…">
              Save customer
            </Button>
            <ButtonLink href={back} shortcut="Escape">
              Cancel
            </ButtonLink>
            <DraftNote />
          </div>
        </Form>
      </div>
    </>
  )
}

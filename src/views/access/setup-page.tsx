import type { Issue } from '../../domain/errors.ts'
import { STATES } from '../../domain/gst.ts'
import { SLOT_LENGTHS } from '../../domain/slots.ts'
import { Button } from '../components/button.tsx'
import type { AssetUrls } from '../components/document.tsx'
import { ErrorSummary } from '../components/error-summary.tsx'
import { Field } from '../components/field.tsx'
import { fieldOf } from '../components/field-of.ts'
import { Form } from '../components/form.tsx'
import { BarePage } from '../layout.tsx'

type Props = {
  /** The typed values, by field name. */
  values: Record<string, string>
  issues: Issue[]
}

const SLOTS = SLOT_LENGTHS.map((mins) => ({ value: String(mins), label: `${mins} minutes` }))

export function SetupPage({ assets, ...form }: Props & { assets: AssetUrls }) {
  return (
    <BarePage title="Set up the clinic" assets={assets} wide hasErrors={form.issues.length > 0}>
      <SetupForms {...form} />
    </BarePage>
  )
}

/** The content of the page, which a refused form replaces. */
export function SetupForms({ values, issues }: Props) {
  const field = fieldOf({ values, issues })
  return (
    <>
      <h1 class="mb-2 text-xl">Set up the clinic</h1>
      <p class="meta mb-4">
        The server printed the one-time code in the window where it was started.
      </p>
      <ErrorSummary issues={issues} />
      <Form action="/setup" class="mt-4 space-y-4" guard>
        <Field
          {...field('code')}
          label="One-time code"
          autocomplete="off"
          autofocus={issues.length === 0}
        />
        <h2 class="pt-2 text-base">Clinic</h2>
        <div class="grid gap-4 md:grid-cols-2">
          <Field {...field('clinic_name')} label="Clinic name" />
          <Field {...field('phone')} label="Phone" control="tel" optional />
          <Field {...field('address')} label="Address" class="md:col-span-2" />
          <Field
            {...field('state_code')}
            label="State"
            control="select"
            choices={[...STATES].map(([value, label]) => ({ value, label: `${label} (${value})` }))}
          />
          <Field
            {...field('gstin')}
            label="GSTIN"
            optional
            hint="Without a GSTIN, bills show no tax."
          />
          <Field {...field('opens')} label="Opens" control="time" />
          <Field {...field('closes')} label="Closes" control="time" />
          <Field {...field('slot_mins')} label="Slot length" control="select" choices={SLOTS} />
        </div>
        <h2 class="pt-2 text-base">First admin</h2>
        <div class="grid gap-4 md:grid-cols-2">
          <Field {...field('name')} label="Name" autocomplete="name" />
          <Field {...field('email')} label="E-mail" control="email" autocomplete="username" />
          <Field
            {...field('password')}
            value={undefined}
            label="Password"
            control="password"
            autocomplete="new-password"
            hint="At least ten characters. A few words work best."
          />
        </div>
        <Button type="submit" variant="primary" busy="Saving…">
          Save and sign in
        </Button>
      </Form>
      <Form action="/setup/sample" class="mt-10 border-t border-rule pt-5">
        <h2 class="text-base">Or look around first</h2>
        <p class="meta mb-3 mt-1">
          The sample clinic has customers, appointments and invoices to try things with.
        </p>
        <Field {...field('sample_code')} label="One-time code" autocomplete="off" class="mb-3" />
        <Button type="submit" busy="Loading…">
          Load the sample clinic
        </Button>
      </Form>
    </>
  )
}

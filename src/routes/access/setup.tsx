import { timingSafeEqual } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { Conflict, invalid } from '../../domain/errors.ts'
import { STATES } from '../../domain/gst.ts'
import { SLOT_LENGTHS } from '../../domain/slots.ts'
import { assertNotSetUp, setUpClinic } from '../../use-cases/setup.ts'
import { SetupForms, SetupPage } from '../../views/access/setup-page.tsx'
import type { Env } from '../http/environment.ts'
import { line, optional, required, typedPhone, typedTime } from '../http/fields.ts'
import { digest, parse, textOf, type Values } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { isPartRequest, seeOther } from '../http/render.tsx'
import { collectIssues, emptyForm, type FormState, submitForm } from '../http/submit-form.ts'
import { startLogin } from './start-login.ts'

/** The first visit of a new clinic: set it up, or load the sample clinic. */
export const setupRoutes = new Hono<Env>()

const SetupForm = z.object({
  clinic_name: required(100, 'Enter the clinic’s name.'),
  address: required(300, 'Enter the address.'),
  phone: optional(typedPhone),
  state_code: z.string().refine((code) => STATES.has(code), 'Choose the State.'),
  gstin: optional(line(20)),
  opens: typedTime,
  closes: typedTime,
  slot_mins: z.enum(SLOT_LENGTHS.map(String), 'Choose a slot length.').transform(Number),
  name: required(100, 'Enter the admin’s name.'),
  email: z.email('Enter a full e-mail, like name@clinic.in.').max(100),
  password: z.string().min(1, 'Choose a password.'),
})

const SETUP_DEFAULTS = { opens: '09:00', closes: '19:00', slot_mins: '30', state_code: '29' }

setupRoutes.get('/setup', allow('public'), async (c) => {
  await assertNotSetUp(c.var.clinic)
  return showSetup(c, emptyForm(SETUP_DEFAULTS))
})

setupRoutes.post('/setup', allow('public'), async (c) => {
  await assertNotSetUp(c.var.clinic)
  return submitForm(c, {
    save: async (typed) => {
      const [, form] = await collectIssues(
        () => assertSetupCode(c, typed, 'code'),
        () => parse(SetupForm, typed),
      )
      await setUpClinic(c.var.clinic, c.var.request, {
        clinicName: form.clinic_name,
        address: form.address,
        phone: form.phone,
        stateCode: form.state_code,
        gstin: form.gstin,
        opens: form.opens,
        closes: form.closes,
        slotMins: form.slot_mins,
        admin: form,
      })
      await startLogin(c, form)
      return seeOther(c, '/', { text: 'The clinic is set up.' })
    },
    show: (form) => showSetup(c, form),
  })
})

setupRoutes.post('/setup/sample', allow('public'), async (c) => {
  await assertNotSetUp(c.var.clinic)
  return submitForm(c, {
    save: async (typed) => {
      assertSetupCode(c, typed, 'sample_code')
      await c.var.deps.loadSample()
      return c.redirect('/sign-in', 303)
    },
    show: (form) => showSetup(c, form),
  })
})

function showSetup(c: Context<Env>, { values, issues, status }: FormState) {
  const { password: _, ...shown } = values
  const form = { values: shown, issues }
  if (isPartRequest(c)) return c.html(<SetupForms {...form} />, status)
  return c.html(<SetupPage {...form} assets={c.var.deps.assets} />, status)
}

/** Only someone who can read the server's output may set up the clinic. */
function assertSetupCode(c: Context<Env>, values: Values, path: string): void {
  const { setupCode } = c.var.deps
  if (!setupCode) throw new Conflict('set_up', 'This clinic is already set up.')
  const typed = Buffer.from(digest(textOf(values, path).trim().toUpperCase()))
  if (!timingSafeEqual(typed, Buffer.from(digest(setupCode)))) {
    throw invalid(path, 'This is not the code that the server printed.')
  }
}

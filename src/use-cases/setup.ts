import { randomUUID } from 'node:crypto'
import { violates } from '../db/failures.ts'
import { hasStaff } from '../db/logins.ts'
import { insertClinic, insertFirstAdmin } from '../db/setup.ts'
import type { RequestContext } from '../domain/access.ts'
import type { ClockTime } from '../domain/dates.ts'
import { Conflict, Invalid, type Issue, NotFound } from '../domain/errors.ts'
import { gstinProblem, tidyGstin } from '../domain/gst.ts'
import { passwordProblem } from '../domain/passwords.ts'
import { INVALID_PHONE, parsePhone } from '../domain/phone.ts'
import { staffInitials } from '../domain/staff.ts'
import type { Clinic } from './clinic.ts'
import { hashPassword } from './passwords.ts'
import { systemActor } from './signed-in.ts'

export type SetupInput = {
  clinicName: string
  address: string
  phone: string | null
  stateCode: string
  gstin: string | null
  opens: ClockTime
  closes: ClockTime
  slotMins: number
  admin: { name: string; email: string; password: string }
}

/**
 * The GST rates that every clinic starts with: group 99972 at 5 % without input credit since
 * 22 September 2025 (Notification 15/2025-CT(Rate)), health care exempt (12/2017, entry 74),
 * cosmetics 18 %, medicines and shampoo 5 %. A rate change is a new row with its own start date.
 */
const STARTING_RATES = [
  {
    hsnSac: '9997',
    description: 'Beauty and well-being services',
    gstBp: 500,
    fromDate: '2025-09-22',
  },
  {
    hsnSac: '9993',
    description: 'Diagnosis and treatment of illness',
    gstBp: 0,
    fromDate: '2017-07-01',
  },
  {
    hsnSac: '3304',
    description: 'Skin creams, serums, sunscreen',
    gstBp: 1800,
    fromDate: '2017-07-01',
  },
  { hsnSac: '3305', description: 'Shampoo and hair oil', gstBp: 500, fromDate: '2025-09-22' },
  { hsnSac: '3004', description: 'Medicines', gstBp: 500, fromDate: '2025-09-22' },
]

const MONDAY_TO_SATURDAY = [1, 2, 3, 4, 5, 6]

/** Creates the clinic and its first admin. Throws Conflict if any staff exist. */
export async function setUpClinic(
  clinic: Clinic,
  request: RequestContext,
  input: SetupInput,
): Promise<{ branchId: string }> {
  const email = input.admin.email.toLowerCase()
  const gstin = input.gstin ? tidyGstin(input.gstin) : null
  const phone = input.phone ? parsePhone(input.phone) : null
  const issues = problemsOf(input, { gstin, phone })
  if (issues.length > 0) throw new Invalid(issues)

  const passwordHash = await hashPassword(input.admin.password)
  const branchId = randomUUID()
  try {
    return await clinic.transaction({ ...systemActor(request), branchId }, async (trx) => {
      if (await hasStaff(trx)) throw alreadySetUp()
      await insertClinic(trx, {
        branchId,
        name: input.clinicName,
        address: input.address,
        phone,
        stateCode: input.stateCode,
        gstin,
        slotMins: input.slotMins,
        timeZone: 'Asia/Kolkata',
        hours: MONDAY_TO_SATURDAY.map((weekday) => ({
          weekday,
          opens: input.opens,
          closes: input.closes,
        })),
        gstRates: STARTING_RATES,
      })
      await insertFirstAdmin(trx, {
        name: input.admin.name,
        initials: staffInitials(input.admin.name),
        email,
        passwordHash,
      })
      return { branchId }
    })
  } catch (error) {
    // Two set-ups at the same time both find no staff, but only one can insert the default branch.
    if (violates(error, 'branches_one_default')) throw alreadySetUp()
    throw error
  }
}

/** All problems, in the order of the form. */
function problemsOf(
  { phone, stateCode, opens, closes, admin }: SetupInput,
  tidy: { gstin: string | null; phone: string | null },
): Issue[] {
  const problems: [path: string, message: string | null][] = [
    ['phone', phone && !tidy.phone ? INVALID_PHONE : null],
    ['gstin', tidy.gstin && gstinProblem(tidy.gstin, stateCode)],
    ['closes', opens >= closes ? 'Closing time must be after opening time.' : null],
    ['password', passwordProblem(admin.password, admin)],
  ]
  return problems.flatMap(([path, message]) => (message ? [{ path, message }] : []))
}

function alreadySetUp(): Conflict {
  return new Conflict('set_up', 'This clinic is already set up.')
}

/** Throws NotFound if any staff exist, so that the set-up page is gone. */
export async function assertNotSetUp(clinic: Clinic): Promise<void> {
  if (await hasStaff(clinic.unscoped)) throw new NotFound('page')
}

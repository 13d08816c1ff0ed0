import type { Context } from 'hono'
import { listCustomers } from '../../db/customer-lists.ts'
import { findCustomer } from '../../db/customers.ts'
import { invalid } from '../../domain/errors.ts'
import { foldName, holdsWords } from '../../domain/names.ts'
import { formatPhone, phoneSearchDigits } from '../../domain/phone.ts'
import type { Env } from '../http/environment.ts'
import { searchOf } from '../http/fields.ts'
import type { FormState } from '../http/submit-form.ts'

const CHOICES_SHOWN = 8

/**
 * The customers to choose from where a form was refused at its customer field: a list of radio
 * buttons that works without script.
 */
export async function choicesIfUnclear(
  c: Context<Env>,
  form: Pick<FormState, 'values' | 'issues'>,
  field: string,
) {
  if (!form.issues.some((issue) => issue.path === field)) return []
  const matches = await customersMatching(c, form.values[field] ?? '')
  return matches.length > 1 ? matches : []
}

async function customersMatching(c: Context<Env>, typed: string) {
  const search = searchOf(typed)
  if (!search) return []
  const { rows } = await listCustomers(c.var.clinic.read(c.var.actor), {
    search,
    page: 1,
    limit: CHOICES_SHOWN,
    today: c.var.today,
  })
  return rows.map((row) => ({ value: row.id, label: row.name, hint: formatPhone(row.phone) }))
}

/**
 * The customer meant by a type-ahead field: the chosen one, else the only one with exactly this
 * name, else the only match of the typed text. Exact names come first among the matches. Null when the field is empty; Invalid at `path` when several or none match.
 */
export async function resolveCustomer(
  c: Context<Env>,
  path: string,
  typed: string | null,
  chosenId: string | null,
): Promise<string | null> {
  if (!typed) return null
  const chosen = chosenId ? await findCustomer(c.var.clinic.read(c.var.actor), chosenId) : undefined
  // Without script the id stays when another name is typed over the chosen customer.
  if (chosen && matches(typed, chosen)) return chosen.id
  const choices = await customersMatching(c, typed)
  const exact = choices.filter((choice) => foldName(choice.label) === foldName(typed))
  const [only] = exact.length === 1 ? exact : choices
  if (only && (exact.length === 1 || choices.length === 1)) return only.value
  throw invalid(
    path,
    choices.length === 0
      ? `No customer is called “${typed}”.`
      : 'Several customers match: choose one.',
  )
}

function matches(typed: string, customer: { name: string; phone: string }): boolean {
  const digits = phoneSearchDigits(typed)
  const isPhone = digits !== null && customer.phone.includes(digits)
  return isPhone || holdsWords(customer.name, typed)
}

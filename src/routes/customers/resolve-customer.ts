import type { Context } from 'hono'
import { findCustomer, listCustomers } from '../../db/customers.ts'
import { invalid } from '../../domain/errors.ts'
import { formatPhone, phoneSearchDigits } from '../../domain/phone.ts'
import type { Env } from '../http/environment.ts'
import { searchOf } from '../http/fields.ts'

const CHOICES_SHOWN = 8

/** Who may be meant by a typed name or phone, for the radio list that works without script. */
export async function customerChoices(c: Context<Env>, typed: string | undefined) {
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
 * The customer that a type-ahead field means: the chosen one, else the only one whom the typed text
 * finds. Null when the field is empty; refused at `path` when several or none are found.
 */
export async function resolveCustomer(
  c: Context<Env>,
  path: string,
  typed: string | null,
  chosenId: string | null,
): Promise<string | null> {
  if (!typed) return null
  const chosen = chosenId ? await findCustomer(c.var.clinic.read(c.var.actor), chosenId) : undefined
  // Without script the id stays behind when another name is typed over the chosen one.
  if (chosen && isFoundBy(typed, chosen)) return chosen.id
  const choices = await customerChoices(c, typed)
  const exact = choices.filter((choice) => choice.label.toLowerCase() === typed.toLowerCase())
  const [only] = exact.length === 1 ? exact : choices
  if (only && (exact.length === 1 || choices.length === 1)) return only.value
  throw invalid(
    path,
    choices.length === 0
      ? `No customer is called “${typed}”.`
      : 'Several customers match: choose one.',
  )
}

function isFoundBy(typed: string, customer: { name: string; phone: string }): boolean {
  const digits = phoneSearchDigits(typed)
  const hasName = customer.name.toLowerCase().includes(typed.toLowerCase())
  return hasName || (digits !== null && customer.phone.includes(digits))
}

import type { Context } from 'hono'
import { listLastChanges } from '../../db/audit.ts'
import type { DB } from '../../db/schema.ts'
import { localTime } from '../../domain/dates.ts'
import { Conflict } from '../../domain/errors.ts'
import { combineLists, type FieldValues, type Merge, mergeFields } from '../../domain/merge.ts'
import type { Env } from './environment.ts'
import { textOf, type Values, valuesAsText } from './forms.ts'
import type { FormState } from './submit-form.ts'

/**
 * A form that edits a row. It carries what it was opened with, so that a save writes the fields that
 * were changed in it. Where another desk changed the same field, both values are shown.
 */
export type Edit = {
  table: keyof DB
  id: string
  /** The fields as they are saved now. */
  saved: FieldValues
  /** How a saved value reads, where the field holds an id or a code. */
  shown?: FieldValues
  /** Field → its label, in the middle of a sentence. */
  labels: FieldValues
  /** Column of the row → field, where the names differ. */
  columns?: Record<string, string>
  /** Fields that list things. Of two edits both lists are kept, until a person takes one out. */
  lists?: readonly string[]
}

/** A field that another desk changed: its value there, and who changed it when (`12:10`). */
export type EditClash = { field: string; label: string; value: string; by: string; time: string }

/** The values of an edit form when it is opened. */
export function editValues(saved: FieldValues): Record<string, string> {
  return { ...saved, opened: JSON.stringify(saved) }
}

/**
 * The fields to save, and what other desks have changed. Throws Conflict when both changed the same
 * field. The button of a clash sends its field as `take`: that field keeps the saved value.
 */
export async function mergeEdit(
  c: Context<Env>,
  typed: Values,
  edit: Edit,
): Promise<{ changed: string[]; elsewhere: EditClash[] }> {
  const taken = textOf(typed, 'take')
  const own = { ...valuesAsText(typed), ...(taken ? { [taken]: edit.saved[taken] ?? '' } : {}) }
  const merge: Merge = mergeFields(openedWith(typed), own, edit.saved)
  const fields = [...merge.clashing, ...merge.elsewhere]
  const changes = fields.length > 0 ? await describeChanges(c, edit, fields) : []
  const clashes = changes.filter(({ field }) => merge.clashing.includes(field))
  if (clashes.length > 0) throw editClash(clashes)
  return { changed: merge.changed, elsewhere: changes }
}

function editClash(clashes: EditClash[]): Conflict {
  const message = clashes.map(changeText).join(' ')
  return new Conflict('edit_clash', message, { clashes })
}

/** `Meena changed Skin type to “Dry” at 12:10.` */
export function changeText({ label, value, by, time }: EditClash): string {
  const change = value === '' ? `cleared ${label}` : `changed ${label} to “${value}”`
  return `${by} ${change} at ${time}.`
}

/** The clashes of a refused edit; none for any other form. */
export function clashesOf({ conflict }: Pick<FormState, 'conflict'>): EditClash[] {
  return conflict?.code === 'edit_clash' ? (conflict.conflict.clashes as EditClash[]) : []
}

/**
 * A refused edit, ready to be shown: each clash at its field. It counts as opened with the values of
 * the other desk, so that saving again keeps what is typed here.
 */
export function withClashes(form: FormState, edit: Edit): FormState {
  const clashes = clashesOf(form)
  if (clashes.length === 0) return form
  const values = { ...form.values }
  const seen = Object.fromEntries(clashes.map(({ field }) => [field, edit.saved[field] ?? '']))
  values.opened = JSON.stringify({ ...openedWith(values), ...seen })
  const issues = clashes.map((clash) => {
    const { field } = clash
    if (!edit.lists?.includes(field)) return { path: field, message: changeText(clash) }
    values[field] = combineLists(edit.saved[field] ?? '', values[field] ?? '')
    return { path: field, message: `${changeText(clash)} Both are in the field now.` }
  })
  return { ...form, values, issues }
}

function openedWith(typed: Values): FieldValues {
  try {
    const opened: unknown = JSON.parse(textOf(typed, 'opened'))
    return valuesAsText((opened ?? {}) as Values)
  } catch {
    // A form without it was not opened by this page: everything that differs counts as typed.
    return {}
  }
}

async function describeChanges(
  c: Context<Env>,
  { table, id, saved, shown, labels, columns = {} }: Edit,
  fields: string[],
): Promise<EditClash[]> {
  const changes = await listLastChanges(c.var.clinic.read(c.var.actor), table, id)
  const byField = new Map(changes.map((each) => [columns[each.column] ?? each.column, each]))
  return fields.map((field) => {
    const change = byField.get(field)
    return {
      field,
      label: labels[field] ?? field,
      value: shown?.[field] ?? saved[field] ?? '',
      by: change?.actor ?? 'Someone',
      time: change ? localTime(change.at, c.var.settings.timeZone).time : c.var.timeNow,
    }
  })
}

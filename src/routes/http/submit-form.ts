import type { Context } from 'hono'
import { Conflict, Invalid, type Issue, TooMany } from '../../domain/errors.ts'
import type { FormDraft } from '../../views/components/form-draft.tsx'
import { dropDraft, openWithDraft, typedDraft } from './drafts.ts'
import type { Env } from './environment.ts'
import { readForm, type Values, valuesAsText } from './forms.ts'

/** A form as it is shown. `render` derives the status, the page title's prefix and the focus from it. */
export type FormState = {
  values: Record<string, string>
  /** One for each fault, at the form's own field names; '' concerns the whole form. */
  issues: Issue[]
  status: 200 | 409 | 422 | 429
  /** Set when the input clashed with what is saved, for forms that offer a way out. */
  conflict: Conflict | null
  /** For forms that keep a draft: pass it to `Form`. */
  draft: FormDraft | null
}

/** A form that has not been sent yet and keeps no draft. `openForm` opens one that does. */
export function emptyForm(values: Record<string, string> = {}): FormState {
  return { values, issues: [], status: 200, conflict: null, draft: null }
}

/**
 * A form that keeps a draft, opened at its own address with `values`, or with what the person typed
 * before. `typed` also has its lines.
 */
export async function openForm(
  c: Context<Env>,
  values: Values,
): Promise<{ form: FormState; typed: Values }> {
  const { typed, draft } = await openWithDraft(c, values)
  return { form: { ...emptyForm(valuesAsText(typed)), draft }, typed }
}

/** Where a form shows what a use case refuses. */
export type FormFields = {
  /** Path of an issue → field. A path that is not listed is already the field's name. */
  paths?: Record<string, string>
  /** Code of a conflict that names no path → field. */
  conflicts?: Record<string, string>
}

type Submission = {
  fields?: FormFields
  save: (typed: Values) => Promise<Response>
  show: (form: FormState, typed: Values) => Response | Promise<Response>
}

/**
 * Reads a form and saves it, and deletes its draft. If it is refused (Invalid, Conflict or TooMany),
 * `show` draws it again with everything that was typed and each message at its field. Other errors are thrown on.
 * Text typed while the answer is on its way is kept by client/typed.ts.
 */
export async function submitForm(
  c: Context<Env>,
  { fields = {}, save, show }: Submission,
): Promise<Response> {
  const typed = await readForm(c)
  try {
    const saved = await save(typed)
    await dropDraft(c, typed)
    return saved
  } catch (error) {
    const refusal = refusalOf(error, fields)
    if (!refusal) throw error
    if (error instanceof TooMany) c.header('Retry-After', String(error.retryAfterSecs))
    return show({ values: valuesAsText(typed), draft: typedDraft(typed), ...refusal }, typed)
  }
}

function refusalOf(error: unknown, fields: FormFields): Omit<FormState, 'values' | 'draft'> | null {
  const fieldOf = (path: string) => fields.paths?.[path] ?? path
  if (error instanceof Invalid) {
    const issues = error.issues.map((issue) => ({ ...issue, path: fieldOf(issue.path) }))
    return { issues, status: 422, conflict: null }
  }
  if (error instanceof Conflict) {
    const { path } = error.conflict
    const field = typeof path === 'string' ? fieldOf(path) : fields.conflicts?.[error.code]
    const issue = { path: field ?? fieldOf(''), message: error.message }
    return { issues: [issue], status: 409, conflict: error }
  }
  if (error instanceof TooMany) {
    const issue = { path: fieldOf(''), message: error.message }
    return { issues: [issue], status: 429, conflict: null }
  }
  return null
}

/** Reads every part of a form, one after the other. If any is Invalid, throws all issues together. */
export async function collectIssues<T extends unknown[]>(
  ...parts: { [K in keyof T]: () => T[K] | Promise<T[K]> }
): Promise<T> {
  const issues: Issue[] = []
  const results: unknown[] = []
  for (const part of parts) {
    try {
      results.push(await part())
    } catch (error) {
      if (!(error instanceof Invalid)) throw error
      issues.push(...error.issues)
    }
  }
  if (issues.length > 0) throw new Invalid(issues)
  return results as T
}

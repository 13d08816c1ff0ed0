import { type Issue, problemAt } from '../../domain/errors.ts'

/** What a field of a form shows: what was typed into it, and what is wrong with that. */
export function fieldOf(form: { values: Record<string, string | undefined>; issues: Issue[] }) {
  return (name: string) => ({
    name,
    value: form.values[name],
    error: problemAt(form.issues, name),
  })
}

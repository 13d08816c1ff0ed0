import { type Issue, problemAt } from '../../domain/errors.ts'

/** Returns a function that gives a field's name, typed value and error as props. */
export function fieldOf(form: { values: Record<string, string | undefined>; issues: Issue[] }) {
  return (name: string) => ({
    name,
    value: form.values[name],
    error: problemAt(form.issues, name),
  })
}

import { type Issue, problemAt } from '../../domain/errors.ts'
import { Button } from '../components/button.tsx'
import { ErrorSummary } from '../components/error-summary.tsx'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import type { HxOptions } from '../hx.ts'

type Props = {
  email: string
  issues: Issue[]
  /** Where to go after signing in, and what was typed before, as hidden fields. */
  hidden: Record<string, string>
  hx?: HxOptions | undefined
}

/** E-mail and password. */
export function SignInForm({ email, issues, hidden, hx }: Props) {
  const error = problemAt(issues, 'email')
  return (
    <>
      <ErrorSummary issues={issues} title="Could not sign in" />
      <Form action="/sign-in" class="mt-4 space-y-4" hx={hx}>
        {Object.entries(hidden).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <Field
          name="email"
          label="E-mail"
          control="email"
          value={email}
          error={error}
          autocomplete="username"
          autofocus={issues.length === 0}
        />
        <Field
          name="password"
          label="Password"
          control="password"
          autocomplete="current-password"
          aria-invalid={error ? 'true' : undefined}
        />
        <Button type="submit" variant="primary" class="w-full" busy="Signing in…">
          Sign in
        </Button>
      </Form>
    </>
  )
}

import { type Issue, problemAt } from '../../domain/errors.ts'
import { Button } from '../components/button.tsx'
import type { AssetUrls } from '../components/document.tsx'
import { ErrorSummary } from '../components/error-summary.tsx'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { BarePage } from '../layout.tsx'

type Props = {
  email: string
  /** The page to open after signing in. */
  next: string
  issues: Issue[]
  assets: AssetUrls
}

export function SignInPage({ email, next, issues, assets }: Props) {
  const error = problemAt(issues, 'email')
  return (
    <BarePage title="Sign in" assets={assets} hasErrors={issues.length > 0}>
      <h1 class="mb-6 text-xl">Sign in</h1>
      <ErrorSummary issues={issues} title="Could not sign in" />
      <Form action="/sign-in" class="mt-4 space-y-4">
        <input type="hidden" name="next" value={next} />
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
        />
        <Button type="submit" variant="primary" class="w-full" busy="Signing in…">
          Sign in
        </Button>
      </Form>
    </BarePage>
  )
}

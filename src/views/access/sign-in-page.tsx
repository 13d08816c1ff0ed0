import type { Issue } from '../../domain/errors.ts'
import type { AssetUrls } from '../components/document.tsx'
import { BarePage } from '../layout.tsx'
import { SignInForm } from './sign-in-form.tsx'

type Props = {
  email: string
  /** Where to go after signing in. */
  hidden: Record<string, string>
  /** A form was sent after the login had ended. */
  keepsForm: boolean
  issues: Issue[]
  assets: AssetUrls
}

export function SignInPage({ keepsForm, assets, ...form }: Props) {
  return (
    <BarePage title="Sign in" assets={assets} hasErrors={form.issues.length > 0}>
      <h1 class="mb-6 text-xl">Sign in</h1>
      {keepsForm && (
        <p class="mb-4">You were signed out before the form was saved. Your entries are kept.</p>
      )}
      <SignInForm {...form} />
    </BarePage>
  )
}

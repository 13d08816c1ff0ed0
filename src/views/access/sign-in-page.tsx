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
  clinicName?: string | undefined
  issues: Issue[]
  assets: AssetUrls
}

export function SignInPage({ keepsForm, clinicName, assets, ...form }: Props) {
  return (
    <BarePage
      title="Sign in"
      clinicName={clinicName}
      assets={assets}
      hasErrors={form.issues.length > 0}
    >
      <h1 class="text-xl">Sign in</h1>
      <p class="meta mb-6">{clinicName}</p>
      {keepsForm && (
        <p class="mb-4">You were signed out before the form was saved. Your entries are kept.</p>
      )}
      <SignInForm {...form} />
    </BarePage>
  )
}

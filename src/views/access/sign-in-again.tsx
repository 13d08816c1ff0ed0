import type { Issue } from '../../domain/errors.ts'
import { signedInAsId, signInAgainId } from '../layout.tsx'
import { SignInForm } from './sign-in-form.tsx'

/** The dialog over a page whose login has ended, so that a form on it stays as it is. */
export function SignInAgain({ email, issues }: { email: string; issues: Issue[] }) {
  const hx = {
    target: `#${signInAgainId}`,
    swap: 'innerHTML' as const,
    include: `#${signedInAsId}`,
  }
  return (
    <dialog class="dialog max-w-[424px] p-5" data-show="true" aria-labelledby="again-title">
      <h2 id="again-title" class="text-lg">
        Sign in again
      </h2>
      <p class="mt-1">You have been signed out. What you typed is still here.</p>
      <SignInForm email={email} issues={issues} hidden={{}} hx={hx} />
      <p class="mt-4 text-xs">
        <a class="link" href="/sign-in">
          Sign in as someone else
        </a>
      </p>
    </dialog>
  )
}

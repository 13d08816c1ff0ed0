import { ButtonLink } from './components/button-link.tsx'
import type { AssetUrls } from './components/document.tsx'
import { BarePage } from './layout.tsx'

type Props = {
  title: string
  detail: string
  /** Shown with a mistake of the program, so that it can be found in the log. */
  requestId: string | null
  isSignedIn: boolean
  clinicName: string | undefined
  assets: AssetUrls
}

export function ErrorPage({ title, detail, requestId, isSignedIn, clinicName, assets }: Props) {
  return (
    <BarePage title={title} clinicName={clinicName} assets={assets}>
      <h1 class="text-xl">{title}</h1>
      <p class="mt-2">{detail}</p>
      {requestId && <p class="meta mt-2">Reference {requestId}</p>}
      <p class="mt-6">
        <ButtonLink href={isSignedIn ? '/' : '/sign-in'} variant="primary">
          {isSignedIn ? 'Go to the dashboard' : 'Go to the sign-in'}
        </ButtonLink>
      </p>
    </BarePage>
  )
}

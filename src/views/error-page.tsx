import { ButtonLink } from './components/button-link.tsx'
import type { AssetUrls } from './components/document.tsx'
import { Empty } from './components/empty.tsx'
import { PageHead } from './components/page-head.tsx'
import { BarePage } from './layout.tsx'

type ErrorText = { title: string; detail: string }

type Props = ErrorText & {
  /** Shown for an internal error, so that its entry in the log can be found. */
  requestId: string | null
  isSignedIn: boolean
  clinicName: string | undefined
  assets: AssetUrls
}

/**
 * For visitors who are not signed in, and for internal errors: it needs nothing that might fail
 * too.
 */
export function ErrorPage({ title, detail, requestId, isSignedIn, clinicName, assets }: Props) {
  return (
    <BarePage title={title} clinicName={clinicName} assets={assets}>
      <h1 class="text-xl">{title}</h1>
      <p class="mt-2">{detail}</p>
      {requestId && <p class="meta mt-2">Reference {requestId}</p>}
      <p class="mt-6">
        {isSignedIn ? (
          <DashboardLink />
        ) : (
          <ButtonLink href="/sign-in" variant="primary">
            Go to sign-in
          </ButtonLink>
        )}
      </p>
    </BarePage>
  )
}

/** The error inside the normal page, or in place of the part of a page that was requested. */
export function ErrorNotice({ title, detail }: ErrorText) {
  return (
    <>
      <PageHead title={title} />
      <Empty title={detail} actions={<DashboardLink />} />
    </>
  )
}

function DashboardLink() {
  return (
    <ButtonLink href="/" variant="primary">
      Go to the dashboard
    </ButtonLink>
  )
}

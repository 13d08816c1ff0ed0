import { ButtonLink } from './components/button-link.tsx'
import type { AssetUrls } from './components/document.tsx'
import { Empty } from './components/empty.tsx'
import { PageHead } from './components/page-head.tsx'
import { BarePage } from './layout.tsx'

type Told = { title: string; detail: string }

type Props = Told & {
  /** Shown with a mistake of the program, so that it can be found in the log. */
  requestId: string | null
  isSignedIn: boolean
  clinicName: string | undefined
  assets: AssetUrls
}

/** For who is not signed in, and for a mistake of the program: it stands on nothing that may fail. */
export function ErrorPage({ title, detail, requestId, isSignedIn, clinicName, assets }: Props) {
  return (
    <BarePage title={title} clinicName={clinicName} assets={assets}>
      <h1 class="text-xl">{title}</h1>
      <p class="mt-2">{detail}</p>
      {requestId && <p class="meta mt-2">Reference {requestId}</p>}
      <p class="mt-6">
        {isSignedIn ? (
          <ToDashboard />
        ) : (
          <ButtonLink href="/sign-in" variant="primary">
            Go to the sign-in
          </ButtonLink>
        )}
      </p>
    </BarePage>
  )
}

/** Among the clinic's pages, or in place of the part of one that was asked for. */
export function ErrorNotice({ title, detail }: Told) {
  return (
    <>
      <PageHead title={title} />
      <Empty title={detail} actions={<ToDashboard />} />
    </>
  )
}

function ToDashboard() {
  return (
    <ButtonLink href="/" variant="primary">
      Go to the dashboard
    </ButtonLink>
  )
}

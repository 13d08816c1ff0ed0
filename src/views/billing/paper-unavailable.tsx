import { ButtonLink } from '../components/button-link.tsx'
import { Empty } from '../components/empty.tsx'
import { PageHead } from '../components/page-head.tsx'

type Props = { billId: string; invoiceNumber: string; reason: string; printHref: string }

/** Shown when no PDF can be made: the invoice can still be printed from the browser. */
export function PaperUnavailable({ billId, invoiceNumber, reason, printHref }: Props) {
  return (
    <>
      <PageHead title={invoiceNumber} parent={{ label: 'Billing', href: '/billing' }} />
      <Empty
        title="The PDF is not available"
        actions={
          <>
            <ButtonLink href={printHref} variant="primary" icon="printer">
              Open the print view
            </ButtonLink>
            <ButtonLink href={`/billing/${billId}`}>Back to the bill</ButtonLink>
          </>
        }
      >
        {reason} The print view shows the invoice with all its payments. Print it from your browser,
        or save it as PDF.
      </Empty>
    </>
  )
}

import { ButtonLink } from '../components/button-link.tsx'
import { Empty } from '../components/empty.tsx'
import { PageHead } from '../components/page-head.tsx'

type Props = { billId: string; invoiceNumber: string; reason: string; printHref: string }

/** No PDF just now, but the paper can be printed from the browser. */
export function PaperUnavailable({ billId, invoiceNumber, reason, printHref }: Props) {
  return (
    <>
      <PageHead title={invoiceNumber} parent={{ label: 'Billing', href: '/billing' }} />
      <Empty
        title="No PDF just now"
        actions={
          <>
            <ButtonLink href={printHref} variant="primary" icon="printer">
              Open the print view
            </ButtonLink>
            <ButtonLink href={`/billing/${billId}`}>Back to the bill</ButtonLink>
          </>
        }
      >
        {reason} The print view shows the same paper, and your browser prints it or saves it as PDF.
      </Empty>
    </>
  )
}

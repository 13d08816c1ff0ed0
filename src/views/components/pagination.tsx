import { Button } from './button.tsx'
import { ButtonLink } from './button-link.tsx'

type Props = {
  page: number
  limit: number
  total: number
  /** The address of a page, with the filters kept. */
  hrefOf: (page: number) => string
  noun?: string | undefined
}

export function Pagination({ page, limit, total, hrefOf, noun = 'Pages' }: Props) {
  const pages = Math.max(1, Math.ceil(total / limit))
  const first = total === 0 ? 0 : (page - 1) * limit + 1
  const last = Math.min(page * limit, total)
  return (
    <nav class="flex items-center gap-2 px-4 py-2 md:px-5" aria-label={noun}>
      <p class="meta mr-auto">{total === 0 ? 'None' : `${first}–${last} of ${total}`}</p>
      {pages > 1 && (
        <>
          {page > 1 ? (
            <ButtonLink href={hrefOf(page - 1)} small shortcut="[" id="page-previous">
              Previous
            </ButtonLink>
          ) : (
            <Button type="button" small disabledReason="This is the first page">
              Previous
            </Button>
          )}
          {page < pages ? (
            <ButtonLink href={hrefOf(page + 1)} small shortcut="]" id="page-next">
              Next
            </ButtonLink>
          ) : (
            <Button type="button" small disabledReason="This is the last page">
              Next
            </Button>
          )}
        </>
      )}
    </nav>
  )
}

import type { Child } from 'hono/jsx'
import { SearchBox } from './search-box.tsx'
import { type Segment, Segments } from './segments.tsx'

type Props = {
  label: string
  segments?: Segment[] | undefined
  /** Omit when the list has no search. */
  search?: {
    action: string
    value?: string | undefined
    placeholder?: string | undefined
    /** Other filters to keep when searching. */
    keep?: Record<string, string | undefined> | undefined
  }
  children?: Child
}

/** The bar above a list, with its search and filters. */
export function Filters({ label, segments, search, children }: Props) {
  return (
    <div class="bar">
      {search && <SearchBox {...search} />}
      {segments && <Segments label={label} segments={segments} />}
      {children}
    </div>
  )
}

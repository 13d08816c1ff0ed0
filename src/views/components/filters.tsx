import type { Child } from 'hono/jsx'
import { SearchBox } from './search-box.tsx'
import { type Segment, Segments } from './segments.tsx'

type Props = {
  label: string
  segments?: Segment[] | undefined
  /** Left out where the list has no search. */
  search?: {
    action: string
    value?: string | undefined
    placeholder?: string | undefined
    /** Filters that a search keeps. */
    keep?: Record<string, string | undefined> | undefined
  }
  children?: Child
}

/** The bar over a list: search, segments, and whatever else the list filters by. */
export function Filters({ label, segments, search, children }: Props) {
  return (
    <div class="bar">
      {search && <SearchBox {...search} />}
      {segments && <Segments label={label} segments={segments} />}
      {children}
    </div>
  )
}

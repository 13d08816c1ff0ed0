/** How a list is sorted; undefined for its own order. */
export type Sort<Key extends string> =
  | { by: Key; direction: 'ascending' | 'descending' }
  | undefined

type Options<Key extends string> = {
  current: Sort<Key>
  /** How the list is sorted while nothing else is asked for. */
  own?: Sort<Key>
  /** The address of the list when it is sorted so. */
  hrefOf: (sort: Sort<Key>) => string
}

/**
 * Makes the link in a column's head, for `Column.sort`. The first press sorts by the column from
 * `first` on, the next one the other way round.
 */
export function sortLinks<Key extends string>({ current, own, hrefOf }: Options<Key>) {
  return (key: Key, first: 'ascending' | 'descending' = 'ascending') => {
    const shown = current ?? own
    const direction = shown?.by === key ? shown.direction : ('none' as const)
    const opposite = first === 'ascending' ? 'descending' : 'ascending'
    const next = direction === first ? opposite : first
    return { direction, href: hrefOf({ by: key, direction: next }) }
  }
}

/** The value of `sort` in an address. */
export function sortText<Key extends string>(sort: Sort<Key>): string | undefined {
  return sort && (sort.direction === 'ascending' ? sort.by : `-${sort.by}`)
}

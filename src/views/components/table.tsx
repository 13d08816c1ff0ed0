import type { Child } from 'hono/jsx'
import { safeHref } from './safe-href.ts'

export type Column<Row> = {
  /** Leave it empty above the row's buttons. */
  head: Child
  cell: (row: Row) => Child
  /** Right-aligned, for money, counts and rates. */
  right?: boolean | undefined
  /**
   * Where a phone shows the cell: before the name, as the name, below it, at the right, as the menu
   * at the far right, or not at all.
   */
  phone?: 'lead' | 'main' | 'line' | 'aside' | 'menu' | 'hide' | undefined
  /** The column gives way to the others: its text is cut, with the whole in a title. */
  gives?: boolean | undefined
  /** The cell is the row's header (`th`). */
  rowHead?: boolean | undefined
  sort?: { href: string; direction: 'ascending' | 'descending' | 'none' } | undefined
  class?: string | undefined
}

type Props<Row> = {
  /** The table's name for screen readers. */
  caption: string
  columns: Column<Row>[]
  rows: Row[]
  /** A stable id keeps the focus in the row after a swap. */
  rowId?: ((row: Row) => string) | undefined
  rowClass?: ((row: Row) => string | undefined) | undefined
  /** A full-width row above this row: the lunch break, the current time. */
  above?: ((row: Row) => Child | null) | undefined
  /** A full-width row below this row: stock in, session note. */
  below?: ((row: Row) => Child | null) | undefined
  /** The cells of the total row, one per column. */
  total?: Child[] | undefined
  /** J and K move between rows, Enter opens the row's first link. */
  keys?: boolean | undefined
  height?: 33 | 38 | 48 | undefined
  class?: string | undefined
  id?: string | undefined
}

const ROW_HEIGHTS = { 33: 'row-33', 38: 'row-38', 48: 'row-48' } as const

export function Table<Row>(props: Props<Row>) {
  const { caption, columns, rows, total, keys = true, height, id } = props
  const isFolded = columns.some((column) => column.phone)
  const hasLead = columns.some((column) => column.phone === 'lead')
  const classes = [
    'tbl',
    isFolded && 'tbl-fold',
    hasLead && 'tbl-lead',
    columns.some((column) => column.gives) && 'tbl-gives',
    height && ROW_HEIGHTS[height],
    props.class,
  ]
  return (
    <table
      class={classes.filter(Boolean).join(' ')}
      id={id}
      {...(keys ? { 'data-rows': 'true' } : {})}
    >
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <Head column={column} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <BodyRow row={row} table={props} />
        ))}
      </tbody>
      {total && (
        <tfoot>
          <tr>
            {columns.map((column, index) => (
              <td class={column.right ? 'num' : undefined}>
                {index > 0 && total[index] && (
                  <span class="meta md:hidden print:hidden">{column.head} </span>
                )}
                {total[index]}
              </td>
            ))}
          </tr>
        </tfoot>
      )}
    </table>
  )
}

function Head<Row>({ column }: { column: Column<Row> }) {
  const { sort } = column
  return (
    <th scope="col" class={cellClass(column)} aria-sort={sort?.direction}>
      {sort ? (
        <a href={safeHref(sort.href)}>
          {column.head}
          {sort.direction !== 'none' && <SortMark direction={sort.direction} />}
        </a>
      ) : (
        column.head || <span class="sr-only">Actions</span>
      )}
    </th>
  )
}

function SortMark({ direction }: { direction: 'ascending' | 'descending' }) {
  return (
    <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
      <path
        d={direction === 'ascending' ? 'M4 1.5 7 6.5H1z' : 'M4 6.5 1 1.5h6z'}
        fill="currentColor"
      />
    </svg>
  )
}

function BodyRow<Row>({ row, table }: { row: Row; table: Props<Row> }) {
  const above = table.above?.(row)
  const below = table.below?.(row)
  return (
    <>
      {above && (
        <tr class="sub mark no-print">
          <td colspan={table.columns.length}>{above}</td>
        </tr>
      )}
      <tr id={table.rowId?.(row)} class={table.rowClass?.(row)} data-row="true">
        {table.columns.map((column) =>
          column.rowHead ? (
            <th scope="row" class={cellClass(column)}>
              {column.cell(row)}
            </th>
          ) : (
            <td class={cellClass(column)}>{column.cell(row)}</td>
          ),
        )}
      </tr>
      {below && (
        <tr class="sub sub-open">
          <td colspan={table.columns.length}>{below}</td>
        </tr>
      )}
    </>
  )
}

function cellClass<Row>(column: Column<Row>): string | undefined {
  const classes = [
    column.right && 'num',
    column.gives && 'gives',
    column.phone && `fold-${column.phone}`,
    column.class,
  ]
  return classes.filter(Boolean).join(' ') || undefined
}

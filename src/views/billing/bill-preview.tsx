import type { Child } from 'hono/jsx'
import { Kbd } from '../components/kbd.tsx'

type Props = {
  nextNumber: string
  /** The rendered invoice. Null while the bill has no items. */
  sheet: Child | null
}

export const billPreviewId = 'bill-preview'

/** The invoice that saving would issue, beside the form. */
export function BillPreview({ nextNumber, sheet }: Props) {
  return (
    <aside
      class="hidden border-rule-2 bg-well max-[1365px]:border-t md:block min-[1366px]:border-l"
      aria-label="Preview"
    >
      <details open class="group sticky top-[52px]">
        <summary
          class="flex h-[38px] items-center gap-2 px-4 text-xs text-ink-2"
          aria-keyshortcuts="Alt+v"
        >
          <b class="text-sm text-ink">Preview</b>
          <span>of invoice {nextNumber}</span>
          <span class="ml-auto flex items-center gap-1.5">
            <span class="hidden group-open:inline">Hide preview</span>
            <span class="group-open:hidden">Show preview</span> <Kbd keys="Alt+V" />
          </span>
        </summary>
        <div class="px-4 pb-4" id={billPreviewId}>
          <PreviewSheet sheet={sheet} />
        </div>
      </details>
    </aside>
  )
}

export function PreviewSheet({ sheet }: { sheet: Child | null }) {
  if (!sheet) {
    return <p class="py-10 text-center text-sm text-ink-2">Add an item to see the invoice.</p>
  }
  return (
    <div class="overflow-hidden rounded-sm bg-white shadow-pop" inert>
      {sheet}
    </div>
  )
}

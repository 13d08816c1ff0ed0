import { ButtonLink } from '../components/button-link.tsx'
import { StockBar } from '../components/stock-bar.tsx'

export type LowItem = {
  id: string
  name: string
  unit: string
  usable: number
  reorderThreshold: number
}

export function LowStock({ items, canStockIn }: { items: LowItem[]; canStockIn: boolean }) {
  return (
    <section aria-labelledby="low-stock-heading">
      <div class="sec">
        <h2 id="low-stock-heading">Low Stock Alerts</h2>
      </div>
      {items.length === 0 && <p class="meta py-2">All items are above reorder level.</p>}
      <ul class="divide-y divide-rule">
        {items.map((item) => (
          <li class="flex min-h-[38px] items-center gap-2 py-1" data-row="true">
            <div class="min-w-0 flex-1">
              <p class="truncate" title={item.name}>
                {item.name}
              </p>
              <p class="flex items-center gap-2 text-xs">
                <StockBar quantity={item.usable} threshold={item.reorderThreshold} low />
                <span>
                  <b>{item.usable}</b> of {item.reorderThreshold}
                </span>
              </p>
            </div>
            {canStockIn && (
              <ButtonLink
                href={`/inventory/${item.id}/stock-in`}
                small
                aria-label={`Stock in ${item.name}`}
              >
                Stock in
              </ButtonLink>
            )}
          </li>
        ))}
      </ul>
      {items.length > 0 && <p class="meta">Bar is stock now. The line is the reorder level.</p>}
    </section>
  )
}

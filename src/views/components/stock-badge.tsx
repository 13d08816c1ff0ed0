import { Tag } from './tag.tsx'

type Props = {
  state: 'in-stock' | 'low' | 'out' | 'expiring' | 'expired'
  /** The expiry date as text: `30 Apr`. */
  expires?: string | undefined
}

export function StockBadge({ state, expires }: Props) {
  if (state === 'low') return <Tag tone="geru">Low</Tag>
  if (state === 'out') return <Tag tone="kumkum">Out of stock</Tag>
  if (state === 'expired') {
    return (
      <Tag tone="kumkum" icon="clock">
        Expired{expires && ` ${expires}`}
      </Tag>
    )
  }
  if (state === 'expiring') {
    return (
      <Tag tone="kumkum" icon="clock">
        Expires {expires}
      </Tag>
    )
  }
  return <span class="text-ink-2">In stock</span>
}

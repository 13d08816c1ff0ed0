const WIDTH = 104

type Props = {
  quantity: number
  /** The reorder level, drawn as a tick. */
  threshold: number
  /** The quantity of a full bar. By default three times the reorder level. */
  full?: number | undefined
  low?: boolean | undefined
}

export function StockBar({ quantity, threshold, full, low }: Props) {
  const most = full ?? Math.max(threshold * 3, 1)
  const at = (amount: number) => Math.round((Math.min(Math.max(amount, 0), most) / most) * WIDTH)
  return (
    <svg
      width={WIDTH}
      height="16"
      viewBox={`0 0 ${WIDTH} 16`}
      role="img"
      aria-label={`${quantity} in stock, reorder at ${threshold}`}
    >
      <rect y="4" width={WIDTH} height="8" fill="#E9EDE7" />
      <rect y="4" width={at(quantity)} height="8" fill={low ? '#A34A0E' : '#27705C'} />
      <path d={`M${Math.max(1, at(threshold))} 0v16`} stroke="#17211C" stroke-width="2" />
    </svg>
  )
}

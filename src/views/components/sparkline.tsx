type Props = {
  values: number[]
  width?: number
  /** What the line shows, for screen readers. */
  label: string
}

const HEIGHT = 26
const MARGIN = 4

/** A small line chart. The last point is marked as the current value. */
export function Sparkline({ values, width = 84, label }: Props) {
  if (values.length < 2) return null
  const low = Math.min(...values)
  const range = Math.max(...values) - low || 1
  const step = (width - 2 * MARGIN) / (values.length - 1)
  const points = values.map((value, index) => {
    const x = MARGIN + index * step
    const y = HEIGHT - MARGIN - ((value - low) / range) * (HEIGHT - 2 * MARGIN)
    return [x.toFixed(1), y.toFixed(1)] as const
  })
  const last = points.at(-1) ?? ['0', '0']
  return (
    <svg
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="img"
      aria-label={label}
    >
      <polyline
        points={points.map((point) => point.join(',')).join(' ')}
        fill="none"
        stroke="#77837B"
        stroke-width="1.5"
      />
      <circle
        cx={last[0]}
        cy={last[1]}
        r="3.5"
        fill="#FFC928"
        stroke="#17211C"
        stroke-width="1.25"
      />
    </svg>
  )
}

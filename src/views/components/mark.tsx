type Props = { width?: 30 | 36; colour?: string }

/** The Linqs logo: a completed session linked to an open one. */
export function Mark({ width = 30, colour = '#FFC928' }: Props) {
  return (
    <svg width={width} height={(width / 3) * 2} viewBox="0 0 42 28" aria-hidden="true">
      <circle cx="9" cy="14" r="7.5" fill={colour} />
      <path d="M16 14h10" stroke={colour} stroke-width="3" />
      <circle cx="33" cy="14" r="6" fill="none" stroke={colour} stroke-width="3" />
    </svg>
  )
}

import type { SessionDot } from '../components/session-dots.tsx'

export function course(
  total: number,
  done: number,
  options: { links?: boolean } = {},
): SessionDot[] {
  return Array.from({ length: total }, (_, index) => ({
    number: index + 1,
    state:
      index < done ? 'done' : index === done ? 'next' : index === done + 1 ? 'booked' : 'pending',
    href: options.links ? `#session-${index + 1}` : undefined,
  }))
}

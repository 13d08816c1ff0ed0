export type PersonColour = 'a' | 'b' | 'c' | 'd' | 'e' | 'f'

export const PERSON_COLOURS: Record<PersonColour, string> = {
  a: 'doc-a',
  b: 'doc-b',
  c: 'doc-c',
  d: 'doc-d',
  e: 'doc-e',
  f: 'doc-f',
}

type Props = {
  name: string
  /**
   * The staff member's own initials, such as `VK` for Dr. Kapoor. Otherwise they are made from the
   * name.
   */
  letters?: string | undefined
  /** Staff who treat customers have a colour. Without one, the block is neem green. */
  colour?: PersonColour | undefined
  /** True beside the written name: hidden from screen readers. */
  decorative?: boolean | undefined
}

export function Initials({ name, letters, colour, decorative }: Props) {
  const look = colour ? `initials ${PERSON_COLOURS[colour]}` : 'initials'
  const naming = decorative
    ? { 'aria-hidden': 'true' }
    : { role: 'img', 'aria-label': name, title: name }
  return (
    <span class={look} {...naming}>
      {letters ?? initialsOf(name)}
    </span>
  )
}

/** `Dr. Vivek Kapoor` → `VK`. Signs count only in a name without letters: `Priya <3` → `P`. */
export function initialsOf(name: string): string {
  const words = name.replace(/^(dr|mr|mrs|ms|smt|shri)\.?\s+/i, '').split(/\s+/)
  const initials = words.flatMap((word) => /\p{L}/u.exec(word) ?? [])
  const [first = [...name.trim()][0] ?? ''] = initials
  return (initials.length > 1 ? `${first}${initials.at(-1)}` : first).toUpperCase()
}

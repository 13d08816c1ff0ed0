import type { Actor } from '../../domain/access.ts'
import type { Place } from '../../views/find/find-results.tsx'
import type { IconName } from '../../views/icons.ts'
import { actsFor, navigationFor, pagesFor } from '../http/navigation.ts'

const ACT_ICONS: Record<string, IconName> = {
  b: 'calendar-plus',
  c: 'user-plus',
  i: 'receipt-indian-rupee',
}

/** The screens, actions and pages in whose names every typed word occurs; all for no words. */
export function placesFor(actor: Pick<Actor, 'role'>, query: string): Place[] {
  const words = query.toLowerCase().split(/\s+/)
  const known = [
    ...navigationFor(actor).map(({ label, href, icon, goKey }) => ({
      place: { label, href, icon, keys: ['g', goKey] },
      name: label,
    })),
    ...actsFor(actor).map(({ label, href, key }) => ({
      place: { label, href, icon: ACT_ICONS[key] ?? 'plus', keys: [key] },
      name: label,
    })),
    ...pagesFor(actor).map(({ label, href, icon, words: otherWords }) => ({
      place: { label, href, icon },
      name: `${label} ${otherWords}`,
    })),
  ]
  return known
    .filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
    .map(({ place }) => place)
}

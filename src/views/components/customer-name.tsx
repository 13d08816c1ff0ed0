import { isAllergic } from '../../domain/allergies.ts'
import { MedicalAlert } from './medical-alert.tsx'
import { safeHref } from './safe-href.ts'

type Props = { name: string; href: string; allergies: string | null }

/**
 * A customer's name with their allergy, on one line. When there is little room, the allergy is cut
 * first, down to its icon, and then the name; the title has both in full.
 */
export function CustomerName({ name, href, allergies }: Props) {
  return (
    <span class="flex min-w-0 items-center">
      <a class="truncate font-semibold" href={safeHref(href)} title={name}>
        {name}
      </a>
      {isAllergic(allergies) && (
        <span class="min-w-[20px] shrink-[999] overflow-hidden" title={allergies}>
          <MedicalAlert text={allergies} />
        </span>
      )}
    </span>
  )
}

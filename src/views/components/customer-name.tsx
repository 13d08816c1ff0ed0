import { isAllergic } from '../../domain/allergies.ts'
import { MedicalAlert } from './medical-alert.tsx'
import { safeHref } from './safe-href.ts'

type Props = { name: string; href: string; allergies?: string | null }

/**
 * A customer's name in a table, with the allergies beside it. In a narrow column both end in “…”; a
 * phone and paper show them whole.
 */
export function CustomerName({ name, href, allergies = null }: Props) {
  return (
    <span class="customer">
      <a class="cut" href={safeHref(href)} title={name}>
        {name}
      </a>
      {isAllergic(allergies) && <MedicalAlert text={allergies} />}
    </span>
  )
}

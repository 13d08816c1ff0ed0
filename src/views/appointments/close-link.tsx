import type { AppointmentStatus } from '../../domain/appointments.ts'
import { closingProblem } from '../../domain/closing.ts'
import type { CalendarDate } from '../../domain/dates.ts'
import { ButtonLink } from '../components/button-link.tsx'

type Props = {
  visit: { id: string; customer: string; date: CalendarDate; status: AppointmentStatus }
  today: CalendarDate
  /** The address to show after the visit is closed. */
  back: string
  canBill: boolean
  /** For a table row: an icon, and nothing on a phone. */
  isCompact?: boolean
}

/** Leads to the sheet that closes a visit; nothing for one that can't be closed. */
export function CloseLink({ visit, today, back, canBill, isCompact = false }: Props) {
  if (closingProblem(visit, today) !== null) return null
  const { id, customer, status } = visit
  const shared = {
    href: `/appointments/${id}/close?${new URLSearchParams({ back })}`,
    small: true,
    shortcut: 'v',
  }
  if (!isCompact) {
    const whatIsLeft = canBill ? 'Bill and next visit' : 'Next visit'
    const label = status === 'completed' ? whatIsLeft : 'Close visit'
    return <ButtonLink {...shared}>{label}</ButtonLink>
  }
  return (
    <ButtonLink
      {...shared}
      variant="quiet"
      icon="receipt-indian-rupee"
      iconLabel={`Close visit of ${customer}`}
      data-help="Close visit"
      class="max-md:hidden"
    />
  )
}

import { type AppointmentStatus, isOpen } from '../../domain/appointments.ts'
import { Tag } from '../components/tag.tsx'

export type VisitState = {
  status: AppointmentStatus
  /** In the clinic's time zone, for steps taken today. */
  arrivedTime: string | null
  startedTime: string | null
  room: string | null
  /** The appointment is past its end, and nobody has completed, cancelled or marked it. */
  isStillOpen: boolean
}

/** True when there is more to say than the status. */
export function hasVisitState(visit: VisitState): boolean {
  return (
    isOpen(visit.status) &&
    (visit.arrivedTime !== null || visit.startedTime !== null || visit.isStillOpen)
  )
}

/** What the status alone does not say: waiting, in the room, or not closed yet. */
export function VisitStateTag({ visit }: { visit: VisitState }) {
  if (!hasVisitState(visit)) return null
  if (visit.startedTime) {
    return <Tag tone="here">{visit.room ? `In ${visit.room}` : `In ${visit.startedTime}`}</Tag>
  }
  if (visit.arrivedTime) return <Tag tone="here">Waiting {visit.arrivedTime}</Tag>
  if (visit.isStillOpen) {
    return (
      <Tag tone="geru" icon="triangle-alert">
        Not closed yet
      </Tag>
    )
  }
  return null
}

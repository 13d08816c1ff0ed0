import { type AppointmentStatus, isOpen } from '../../domain/appointments.ts'
import { Tag } from '../components/tag.tsx'

export type VisitState = {
  status: AppointmentStatus
  /** The clinic's times of day, when it was today. */
  arrivedTime: string | null
  startedTime: string | null
  room: string | null
  /** It should be over, and nobody has said how it went. */
  isStillOpen: boolean
}

/** Whether there is more to say than the status. */
export function hasVisitState(visit: VisitState): boolean {
  return (
    isOpen(visit.status) &&
    (visit.arrivedTime !== null || visit.startedTime !== null || visit.isStillOpen)
  )
}

/** Waiting, in the room, or forgotten: what the status alone does not say. */
export function VisitStateTag({ visit }: { visit: VisitState }) {
  if (!hasVisitState(visit)) return null
  if (visit.startedTime) {
    return <Tag tone="here">{visit.room ? `In ${visit.room}` : `In ${visit.startedTime}`}</Tag>
  }
  if (visit.arrivedTime) return <Tag tone="here">Waiting {visit.arrivedTime}</Tag>
  if (visit.isStillOpen) {
    return (
      <Tag tone="geru" icon="triangle-alert">
        Still open
      </Tag>
    )
  }
  return null
}

import type { AppointmentStatus } from '../../domain/appointment-status.ts'
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

/** Waiting, in the room, or forgotten: what the status alone does not say. */
export function VisitStateTag({ visit }: { visit: VisitState }) {
  if (visit.status !== 'scheduled' && visit.status !== 'confirmed') return null
  if (visit.startedTime) {
    return (
      <Tag tone="here">{visit.room ? `In ${visit.room}` : `In since ${visit.startedTime}`}</Tag>
    )
  }
  if (visit.arrivedTime) return <Tag tone="here">Waiting since {visit.arrivedTime}</Tag>
  if (visit.isStillOpen) {
    return (
      <Tag tone="geru" icon="triangle-alert">
        Still open
      </Tag>
    )
  }
  return null
}

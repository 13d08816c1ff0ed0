import { formatDate, localTime } from '../../domain/dates.ts'
import type { Change } from '../../domain/undo.ts'
import type { HistoryLine } from './appointment-card.tsx'

type Values = Record<string, unknown>

/** `recordedAt` is by the database's clock, as is the creation of a row. */
type RecordedChange = Change & { recordedAt: Date }

/** The audit entries of an appointment as short sentences, oldest first. */
export function describeHistory(entries: RecordedChange[], timeZone: string): HistoryLine[] {
  return entries.map((entry) => {
    const at = localTime(bookedAt(entry) ?? entry.at, timeZone)
    return { when: `${formatDate(at.date)} ${at.time}`, who: entry.actor, what: describe(entry) }
  })
}

/** A booking that was loaded from elsewhere was made before it was recorded here. */
function bookedAt({ action, newValues, recordedAt }: RecordedChange): Date | null {
  const { created_at } = (newValues ?? {}) as Values
  if (action !== 'insert' || typeof created_at !== 'string') return null
  const created = new Date(created_at)
  const isLoaded = Math.abs(created.getTime() - recordedAt.getTime()) >= 1000
  return isLoaded ? created : null
}

const PRESENCE = [
  ['arrived_at', 'arrived'],
  ['started_at', 'started'],
] as const

function describe(entry: Change): string {
  const after = (entry.newValues ?? {}) as Values
  const before = (entry.oldValues ?? {}) as Values
  if (entry.action === 'insert') return `booked for ${momentOf(after, {})}`
  const parts: string[] = []
  if ('status' in after) parts.push(String(after.status))
  if ('appointment_date' in after || 'start_time' in after) {
    parts.push(`moved from ${momentOf(before, after)} to ${momentOf(after, before)}`)
  }
  for (const [column, word] of PRESENCE) {
    if (column in after) parts.push(after[column] ? word : `not ${word}`)
  }
  if ('staff_id' in after) parts.push('changed the staff')
  if ('supervisor_id' in after) parts.push('changed the supervising doctor')
  if ('room_id' in after) parts.push('changed the room')
  if ('treatment_id' in after) parts.push('changed the treatment')
  for (const reason of [after.cancel_reason, after.undo_reason]) {
    if (reason) parts.push(String(reason).toLowerCase())
  }
  return parts.join(', ') || 'changed'
}

function momentOf(values: Values, others: Values): string {
  const date = values.appointment_date ?? others.appointment_date
  const time = values.start_time ?? others.start_time
  return [date ? formatDate(String(date)) : null, time ? String(time).slice(0, 5) : null]
    .filter(Boolean)
    .join(' ')
}

import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import { calendarId, deskId, panelId } from '../views/appointments/calendar-desk.tsx'
import type { CalendarQuery } from '../views/appointments/calendar-query.ts'
import { loadDesk } from './calendar.tsx'
import type { Env } from './environment.ts'
import { render, targetOf } from './render.tsx'

const HINTS = [
  { keys: ['←', '↑', '↓', '→'], text: 'go' },
  { keys: ['Enter'], text: 'book or open' },
  { keys: ['M'], text: 'move' },
  { keys: ['['], text: 'previous' },
  { keys: [']'], text: 'next' },
  { keys: ['T'], text: 'today' },
  { keys: ['.'], text: 'go to a day' },
]

/** Answers with the calendar and a panel beside it, or with the part of them that is asked for. */
export async function showDesk(
  c: Context<Env>,
  shown: {
    query: CalendarQuery
    panel: (() => Child) | null
    focusId?: string | null
    fragments?: Record<string, () => Child>
    title?: string
    status?: 409 | 422
  },
) {
  const { panel } = shown
  const parts = { [panelId]: () => panel?.() ?? null, ...shown.fragments }
  // A part of the panel is answered without laying the calendar out behind it.
  const isPart = (targetOf(c) ?? '') in parts
  const loaded = isPart ? null : await loadDesk(c, shown.query, shown.focusId ?? null)
  const content = () => loaded?.desk(panel?.() ?? null) ?? null
  return render(c, {
    title: shown.title ?? loaded?.title ?? 'Appointments',
    current: 'appointments',
    hints: HINTS,
    narrowRail: panel !== null,
    widgets: true,
    hasErrors: shown.status !== undefined,
    ...(shown.status ? { status: shown.status } : {}),
    content,
    fragments: { [deskId]: content, [calendarId]: () => loaded?.calendar() ?? null, ...parts },
  })
}

import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import { calendarId, deskId, panelId } from '../../views/appointments/calendar-desk.tsx'
import type { CalendarQuery } from '../../views/appointments/calendar-query.ts'
import type { FlashMessage } from '../../views/components/flash.tsx'
import type { Env } from '../http/environment.ts'
import { render, targetOf } from '../http/render.tsx'
import type { FormState } from '../http/submit-form.ts'
import { loadCalendar } from './calendar.tsx'

const DAY_HINTS = [
  { keys: ['T'], text: 'today' },
  { keys: ['.'], text: 'go to a day' },
]
const GRID_HINTS = [
  { keys: ['←', '↑', '↓', '→'], text: 'go' },
  { keys: ['Enter'], text: 'book or open' },
  { keys: ['M'], text: 'move' },
  { keys: ['['], text: 'previous' },
  { keys: [']'], text: 'next' },
  ...DAY_HINTS,
]
const LIST_HINTS = [
  { keys: ['J', 'K'], text: 'next, previous' },
  { keys: ['Enter'], text: 'open' },
  { keys: ['S'], text: 'then' },
  { keys: ['C', 'D', 'X', 'N'], text: 'status' },
  { keys: ['['], text: 'previous week' },
  { keys: [']'], text: 'next week' },
  ...DAY_HINTS,
]

/**
 * Answers with the calendar and a panel beside it, or with the part of them that htmx asks for. The
 * caller starts to load the panel, which runs at the same time as loading the calendar. `parts` draw
 * the panel and the parts of it that htmx may ask for alone.
 */
export async function showDesk<P>(
  c: Context<Env>,
  shown: {
    query: CalendarQuery
    panel?: { loads: Promise<P>; parts: PanelParts<P> }
    focusId?: string | null
    title?: string
    form?: FormState
    notice?: FlashMessage | null
  },
) {
  const { panel } = shown
  // A part of the panel needs no calendar behind it.
  const isPart = panel !== undefined && (targetOf(c) ?? '') in panel.parts
  const [loaded, data] = await Promise.all([
    isPart ? null : loadCalendar(c, shown.query, shown.focusId ?? null),
    panel?.loads,
  ])
  const draws = Object.entries(panel?.parts ?? {}).map(
    ([id, draw]) => [id, () => draw(data as P)] as const,
  )
  const parts: Record<string, () => Child> = { [panelId]: () => null, ...Object.fromEntries(draws) }
  const content = () => loaded?.desk(parts[panelId]?.()) ?? null
  return render(c, {
    title: shown.title ?? loaded?.title ?? 'Appointments',
    current: 'appointments',
    hints: shown.query.view === 'list' ? LIST_HINTS : GRID_HINTS,
    narrowRail: panel !== undefined,
    widgets: true,
    ...(shown.form ? { form: shown.form } : {}),
    ...(shown.notice ? { notice: shown.notice } : {}),
    content,
    fragments: { [deskId]: content, [calendarId]: () => loaded?.calendar() ?? null, ...parts },
    mainFragment: deskId,
  })
}

type PanelParts<P> = { [panelId]: (panel: P) => Child } & Record<string, (panel: P) => Child>

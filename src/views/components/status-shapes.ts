const DISC = '<circle cx="7" cy="7" r="6" fill="#1C5A49"/>'
const RING = '<circle cx="7" cy="7" r="5" fill="#fff" stroke="#46524B" stroke-width="1.75"/>'
const GREEN_RING =
  '<circle cx="7" cy="7" r="5.25" fill="#fff" stroke="#1C5A49" stroke-width="1.5"/>'
const HALF = `${GREEN_RING}<path d="M7 1.75a5.25 5.25 0 0 1 0 10.5z" fill="#1C5A49"/>`
const TICK =
  '<path d="m2.5 7.5 3 3 6-7" fill="none" stroke="#1C5A49" stroke-width="2.25" stroke-linecap="round" stroke-linejoin="round"/>'
const CROSS =
  '<path d="m3 3 8 8M11 3l-8 8" stroke="#5C6861" stroke-width="2" stroke-linecap="round"/>'

/**
 * One 14 by 14 SVG per state, so that a state never depends on colour alone. tailwind.config.ts
 * turns them into `--glyph` of `.glyph-scheduled` and `.ev.scheduled`, because a full week shows
 * hundreds. In the calendar, disc and ring are drawn with borders, which paint faster (see
 * app.css).
 */
export const STATUS_SHAPES = {
  scheduled: RING,
  confirmed: DISC,
  completed: TICK,
  cancelled: CROSS,
  'no-show':
    '<path d="M3 13V1.5" stroke="#96180F" stroke-width="1.75" stroke-linecap="round"/><path d="M3 2h8.5L9.4 5l2.1 3H3z" fill="#B3261E"/>',
  paid: TICK,
  partial: HALF,
  pending: '<path d="M7 1.8 13 12.5H1z" fill="#A34A0E"/>',
  draft:
    '<path d="m9.2 2.3 2.5 2.5L4.5 12l-3 .5.5-3z" fill="none" stroke="#46524B" stroke-width="1.5" stroke-linejoin="round"/>',
  active: DISC,
  inactive: RING,
  full: DISC,
  view: HALF,
  enrol: `${GREEN_RING}<path d="M7 7V1.75A5.25 5.25 0 0 1 12.25 7z" fill="#1C5A49"/>`,
  own: `${GREEN_RING}<circle cx="7" cy="7" r="2" fill="#1C5A49"/>`,
  none: '<path d="M3 7h8" stroke="#77837B" stroke-width="1.75" stroke-linecap="round"/>',
} as const

export type StatusShape = keyof typeof STATUS_SHAPES

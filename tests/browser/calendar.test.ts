import { describe, expect, it } from 'vitest'
import { useDesk } from '../support/browser.ts'
import { insertAs } from '../support/factories.ts'
import type { Screen } from '../support/screen.ts'

const desk = useDesk()

const DAY = '2026-03-26'

/** Three appointments at the same time with three staff, with these lengths in minutes. */
async function bookSideBySide(lengths: [number, number, number]): Promise<void> {
  const { db } = desk.database
  const like = await db
    .selectFrom('appointments')
    .select(['branch_id', 'treatment_id', 'treatment_type', 'price'])
    .limit(1)
    .executeTakeFirstOrThrow()
  const staff = await db.selectFrom('staff').select('id').where('is_bookable', '=', true).execute()
  const customers = await db.selectFrom('customers').select('id').orderBy('name').limit(3).execute()
  await insertAs(desk.clinic, like.branch_id, async (trx) => {
    for (const [index, duration_mins] of lengths.entries()) {
      await trx
        .insertInto('appointments')
        .values({
          ...like,
          customer_id: customers[index]?.id ?? '',
          staff_id: staff[index]?.id ?? '',
          appointment_date: DAY,
          start_time: '10:00',
          duration_mins,
        })
        .execute()
    }
  })
}

type Box = { left: number; right: number; top: number; height: number }

function boxesOf(screen: Screen, selector: string): Promise<Box[]> {
  return screen.page.$$eval(selector, (all) =>
    all.map((one) => {
      const { left, right, top, height } = one.getBoundingClientRect()
      return { left, right, top, height }
    }),
  )
}

describe('the drawn calendar', () => {
  it('gives three appointments at the same time a lane each, as tall as they are long', async () => {
    await bookSideBySide([15, 45, 90])
    const screen = await desk.open('receptionist')
    await screen.goto(`/appointments?view=week&date=${DAY}`)
    const boxes = await boxesOf(screen, '.ev[title*="26 Mar, 10:00–"]')
    const inOrder = boxes.toSorted((a, b) => a.left - b.left)
    expect(inOrder).toHaveLength(3)
    for (const [index, box] of inOrder.entries()) {
      const next = inOrder[index + 1]
      if (next) expect(box.right).toBeLessThanOrEqual(next.left)
    }
    const heights = boxes.map((box) => box.height).toSorted((a, b) => a - b)
    const slot = (await boxesOf(screen, '.cal tbody td'))[0]?.height ?? 0
    // There are three pixels between an entry and the next one.
    expect(heights.map((height) => Math.round(((height + 3) / slot) * 30))).toEqual([15, 45, 90])
  })

  it('never cuts the day, and shows a name or initials in a third of a day', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto(`/appointments?view=week&date=${DAY}`)
    const entries = await screen.page.$$eval('.ev[title*="26 Mar, 10:00–"]', (all) =>
      all.map((one) => ({
        words: one.textContent ?? '',
        isCut: one.scrollWidth > one.clientWidth,
      })),
    )
    expect(entries.map(({ isCut }) => isCut)).toEqual([false, false, false])
    for (const { words } of entries) expect(words).toMatch(/^(\p{Lu}{1,2}|\p{Lu}\p{Ll}+)$/u)
    // A Sunday has seven columns, here beside a panel.
    await screen.goto('/appointments/new?date=2026-03-08&time=10:00')
    const heads = await screen.page.$$eval('.cal thead th b, .cal thead th .tag', (all) =>
      all.map((one) => ({
        words: one.textContent ?? '',
        isCut: one.scrollWidth > one.clientWidth,
      })),
    )
    expect(heads.filter(({ words }) => /^Sun 8$/.test(words))).toHaveLength(1)
    expect(heads.filter(({ isCut }) => isCut)).toEqual([])
  })

  it('cuts the treatment before the name', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments/new?view=day&date=2026-03-03&back=/appointments?view=day')
    const names = await screen.page.$$eval('.ev-head b', (all) =>
      all.map((one) => ({
        words: one.textContent,
        isCut: one.scrollWidth > one.clientWidth + 1,
        isTreatmentGone: (one.nextElementSibling?.clientWidth ?? 0) === 0,
      })),
    )
    expect(names.length).toBeGreaterThan(5)
    expect(names.filter(({ isCut, isTreatmentGone }) => isCut && !isTreatmentGone)).toEqual([])
  })

  it('draws the buffer time around an entry, but not in the break', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments?view=day&by=room&date=2026-03-03')
    const [strip] = await boxesOf(screen, '.held[title="Held for Priya Mehta, 10:00–10:15"]')
    const [entry] = await boxesOf(screen, '.ev[title*="09:00–10:00, Priya Mehta"]')
    expect((strip?.height ?? 0) + 3).toBeCloseTo(((entry?.height ?? 0) + 3) / 4, 0)
    const words = await screen.page.$$eval('.held', (all) =>
      all.map((one) => one.getAttribute('title')),
    )
    expect(words.filter((each) => each?.includes('13:'))).toEqual([])
  })
})

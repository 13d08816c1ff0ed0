import { describe, expect, it } from 'vitest'
import { useDesk } from '../support/browser.ts'
import { insertAs } from '../support/factories.ts'

const desk = useDesk()

const FULL_DAY = '2026-03-25'

/** Sixty rows on one day. They are cancelled, because three staff can't see so many customers. */
async function fillDay(): Promise<void> {
  const { id, branch_id: branchId } = await desk.database.db
    .selectFrom('customers')
    .select(['id', 'branch_id'])
    .orderBy('name')
    .executeTakeFirstOrThrow()
  const like = await desk.database.db
    .selectFrom('appointments')
    .select(['staff_id', 'treatment_id', 'treatment_type', 'price'])
    .limit(1)
    .executeTakeFirstOrThrow()
  await insertAs(desk.clinic, branchId, async (trx) => {
    const row = (index: number) => ({
      ...like,
      customer_id: id,
      appointment_date: FULL_DAY,
      start_time: `${String(9 + Math.floor(index / 6)).padStart(2, '0')}:${index % 6}0`,
      status: 'cancelled' as const,
      cancel_reason: 'Customer asked',
    })
    await trx
      .insertInto('appointments')
      .values(Array.from({ length: 60 }, (_, index) => row(index)))
      .execute()
  })
}

/** The number of pages that the browser prints. */
function pagesOf(pdf: Uint8Array): number {
  return (
    Buffer.from(pdf)
      .toString('latin1')
      .match(/\/Type ?\/Page\b(?!s)/g)?.length ?? 0
  )
}

describe('the agenda on paper', () => {
  it('has a page for each day with appointments, with phones and dues', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments?view=list&date=2026-03-03')
    const busyDays = await screen.page.$$eval('.agenda section table', (all) => all.length)
    expect(busyDays).toBeGreaterThan(3)
    expect(pagesOf(await screen.page.pdf({ preferCSSPageSize: true }))).toBe(busyDays)
    await screen.page.emulateMediaType('print')
    const row = await screen.row('Anjali Singh')
    expect(await row.evaluate((one) => one.textContent)).toMatch(/87654 32109.*₹2,400/)
  })

  it('is what the calendar prints: all days shown, with clinic, dates and filters', async () => {
    const screen = await desk.open('receptionist')
    const paper = { preferCSSPageSize: true, landscape: true }
    await screen.goto('/appointments?view=day&date=2026-03-03')
    expect(pagesOf(await screen.page.pdf(paper))).toBe(1)
    await screen.goto('/appointments?view=week&date=2026-03-03&status=confirmed')
    const busyDays = await screen.page.$$eval('.agenda section table', (all) => all.length)
    expect(busyDays).toBeGreaterThan(3)
    expect(pagesOf(await screen.page.pdf(paper))).toBe(busyDays)
    await screen.page.emulateMediaType('print')
    await screen.reads('Linqs')
    await screen.reads('2 – 7 March 2026 · confirmed')
    const row = await screen.row('Vikram Malhotra')
    expect(await row.evaluate((one) => one.checkVisibility())).toBe(true)
  })

  it('fits a day of sixty appointments on one page', async () => {
    await fillDay()
    const screen = await desk.open('receptionist')
    for (const view of ['day', 'list']) {
      await screen.goto(`/appointments?view=${view}&date=${FULL_DAY}`)
      const days = await screen.page.$$eval('.agenda section table', (all) => all.length)
      expect(pagesOf(await screen.page.pdf({ preferCSSPageSize: true }))).toBe(days)
    }
  })

  it('shows no balances to roles that see no bills', async () => {
    const screen = await desk.open('therapist')
    await screen.goto('/appointments?view=list&date=2026-03-03')
    const heads = await screen.page.$$eval('.agenda th[scope=col]', (all) =>
      all.map((one) => one.textContent),
    )
    expect(heads).toContain('Phone')
    expect(heads).not.toContain('Due')
  })
})

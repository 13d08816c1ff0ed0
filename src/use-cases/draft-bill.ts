import { getTariff } from '../db/catalogue.ts'
import type { Reader } from '../db/connect.ts'
import { listSessionsToBill } from '../db/sessions-to-bill.ts'
import { getSettings } from '../db/settings.ts'
import { completeLines, type DraftLine } from '../domain/bill-lines.ts'
import { type BillTotals, computeBill } from '../domain/bill-totals.ts'
import type { BillDraftInput } from '../domain/bills.ts'
import { localTime } from '../domain/dates.ts'
import { invalid } from '../domain/errors.ts'
import { placeOfSupplyProblem } from '../domain/gst.ts'
import type { Settings } from '../domain/settings.ts'

/** A bill that is not saved, calculated by the same rules as a saved one. */
export type BillDraft = { settings: Settings; lines: DraftLine[]; totals: BillTotals }

/** Completes and calculates a bill. Throws Invalid with every problem of its lines. */
export async function draftBill(
  reader: Reader,
  input: BillDraftInput,
  now: Date,
): Promise<BillDraft> {
  const sessionIds = input.lines.flatMap((line) => line.sessionId ?? [])
  const [settings, tariff, sessions] = await Promise.all([
    getSettings(reader),
    getTariff(reader, input.lines),
    listSessionsToBill(reader, { sessionIds }),
  ])
  const today = localTime(now, settings.timeZone).date
  const { pricesIncludeTax, timeZone } = settings
  const visited = sessions.map((session) => ({
    ...session,
    visitDate: session.completedAt && localTime(session.completedAt, timeZone).date,
  }))
  const lines = completeLines(input, { tariff, sessions: visited, pricesIncludeTax, today })
  const placeOfSupply = input.placeOfSupply ?? settings.stateCode
  const hasService = lines.some((line) => line.type !== 'product')
  const problem = placeOfSupplyProblem(settings.stateCode, placeOfSupply, hasService)
  if (problem) throw invalid('place_of_supply', problem)
  const totals = computeBill({
    lines,
    discount: input.discount,
    isInterState: placeOfSupply !== settings.stateCode,
    roundToRupee: settings.roundsToRupee,
    chargesTax: settings.gstin !== null,
  })
  return { settings, lines, totals }
}

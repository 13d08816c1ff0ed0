import { beforeAll, describe, expect, it } from 'vitest'
import { listBills } from '../../src/db/bill-lists.ts'
import { searchCatalogue } from '../../src/db/catalogue.ts'
import { insertItems } from '../../src/db/inventory.ts'
import { insertPlans, listPlans } from '../../src/db/plans.ts'
import { listTreatments } from '../../src/db/treatments.ts'
import { useDatabase } from '../support/database.ts'
import {
  clockAt,
  insertAs,
  insertPayment,
  makeBill,
  makeBranch,
  makeCustomer,
  makeTreatment,
  type TestBranch,
  TODAY,
} from '../support/factories.ts'

const test = useDatabase(clockAt(TODAY, '08:30'))
let branch: TestBranch

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  for (const name of ['zinc peel', 'Éclat peel', 'botox']) {
    await makeTreatment(test.clinic, branch, { name })
  }
  await insertAs(test.clinic, branch.id, async (trx) => {
    const offered = { pricePaise: 500_00, priceIncludesTax: true, hsnSac: '330499' }
    await insertItems(trx, [
      {
        ...offered,
        name: 'Peeling gel',
        category: 'cream',
        unit: 'tube',
        reorderThreshold: 1,
        unitCostPaise: null,
      },
      {
        ...offered,
        name: 'Orange-peel oil',
        category: 'cream',
        unit: 'tube',
        reorderThreshold: 1,
        unitCostPaise: null,
      },
    ])
    const plan = { sessionCount: 4, pricePaise: 100_00, priceIncludesTax: true, hsnSac: '999722' }
    await insertPlans(trx, [
      { ...plan, name: 'vita course', billing: 'prepaid', includes: [] },
      { ...plan, name: 'Ánti-age course', billing: 'prepaid', includes: [] },
      { ...plan, name: 'Botox course', billing: 'prepaid', includes: [] },
    ])
  })
})

const reader = () => test.clinic.read({ branchId: branch.id })

describe('alphabetical order', () => {
  it('of treatments and plans has no regard to case and accents', async () => {
    const treatments = (await listTreatments(reader())).map(({ name }) => name)
    expect(treatments).toEqual([
      'botox',
      'Chemical Peel',
      'Consultation',
      'Éclat peel',
      'Laser Legs',
      'zinc peel',
    ])
    const plans = (await listPlans(reader())).map(({ name }) => name)
    expect(plans).toEqual(['Ánti-age course', 'Botox course', 'vita course'])
  })
})

describe('a search of the catalogue', () => {
  const found = async (search: string) => {
    const kinds = ['treatment', 'product', 'plan'] as const
    const query = { search, kinds: [...kinds], limit: 10, today: TODAY }
    return (await searchCatalogue(reader(), query)).map(({ name }) => name)
  }

  it('has whole words before beginnings of words', async () => {
    expect(await found('peel')).toEqual([
      'Chemical Peel',
      'Éclat peel',
      'zinc peel',
      'Orange-peel oil',
      'Peeling gel',
    ])
    expect(await found('PEEL  eclat')).toEqual(['Éclat peel'])
  })
})

describe('a search of the bills', () => {
  it('finds the name on the bill however it is typed, also after it was changed', async () => {
    const { id } = await makeCustomer(test.clinic, branch, { name: 'Zoe\u0308  D’Souza' })
    const customerName = 'Zoe\u0308  D’Souza'
    await makeBill(test.clinic, branch, { customerId: id, customerName, total: 100, number: 1 })
    await insertAs(test.clinic, branch.id, (trx) =>
      trx
        .updateTable('customers')
        .set({ name: 'Zoya Khan', search_name: 'zoya khan' })
        .where('id', '=', id)
        .execute(),
    )
    for (const search of ['zoë', 'dsouza Zoe', "zoe d'souza"]) {
      const { total } = await listBills(reader(), { search, page: 1, limit: 20 })
      expect([search, total]).toEqual([search, 1])
    }
  })

  it('can be sorted by name, amount and balance', async () => {
    const sorted = await makeBranch(test.clinic, { name: 'A branch of sorted bills' })
    for (const [number, name, total, paid] of [
      [1, 'zoya', 300, 300],
      [2, 'Ánanya', 100, 0],
      [3, 'Bina', 200, 50],
    ] as const) {
      const { id } = await makeCustomer(test.clinic, sorted, { name })
      const bill = { customerId: id, customerName: name, total, number }
      const billId = await makeBill(test.clinic, sorted, bill)
      if (paid > 0) {
        await insertAs(test.clinic, sorted.id, (trx) =>
          insertPayment(trx, sorted, { billId, amount: paid }),
        )
      }
    }
    const listed = async (by: 'number' | 'customer' | 'date' | 'amount' | 'balance') => {
      const sort = { by, direction: 'ascending' as const }
      const { rows } = await listBills(test.clinic.read({ branchId: sorted.id }), {
        sort,
        page: 1,
        limit: 20,
      })
      return rows.map(({ customer }) => customer)
    }
    expect(await listed('customer')).toEqual(['Ánanya', 'Bina', 'zoya'])
    expect(await listed('number')).toEqual(['zoya', 'Ánanya', 'Bina'])
    expect(await listed('amount')).toEqual(['Ánanya', 'Bina', 'zoya'])
    expect(await listed('balance')).toEqual(['zoya', 'Ánanya', 'Bina'])
  })
})

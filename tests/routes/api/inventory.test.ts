import { describe, expect, it } from 'vitest'
import { makeBranch, makeItem } from '../../support/factories.ts'
import { refusal, useApi } from './client.ts'

const api = useApi()

const stockIn = (fields: object) => api.as.admin.post('/inventory/stock-in', fields)

async function delivery(change: object = {}) {
  const { id } = await makeItem(api.clinic, api.branch, {
    batches: [{ number: 'B2026-001', expires: '2026-09-01', quantity: 3 }],
  })
  return {
    item_id: id,
    quantity: 20,
    batch_number: 'B2026-055',
    expiry_date: '2027-09-01',
    vendor: 'Cosmo Labs',
    ...change,
  }
}

describe('POST /inventory/stock-in', () => {
  it('answers with the new quantity and whether stock is low', async () => {
    expect(await stockIn(await delivery())).toMatchObject({
      status: 200,
      body: { new_quantity: 23, low_stock: false },
    })
    const little = await delivery({ quantity: 1, vendor: null, unit_cost: 412.5 })
    expect((await stockIn(little)).body).toEqual({ new_quantity: 4, low_stock: true })
    expect((await stockIn(little)).body).toEqual({ new_quantity: 5, low_stock: true })
    expect((await stockIn(little)).body).toEqual({ new_quantity: 6, low_stock: false })
  })

  it('refuses wrong input, each problem at its path', async () => {
    const pathsOf = async (change: object) => refusal(await stockIn(await delivery(change))).paths
    for (const quantity of [0, -1, 1.5, 1e9, '20', null]) {
      expect([quantity, await pathsOf({ quantity })]).toEqual([quantity, ['quantity']])
    }
    expect(await pathsOf({ expiry_date: '2026-03-02' })).toEqual(['expiry_date'])
    expect(await pathsOf({ expiry_date: '2027-02-29' })).toEqual(['expiry_date'])
    expect(await pathsOf({ batch_number: ' ' })).toEqual(['batch_number'])
    expect(await pathsOf({ unit_cost: 0.005 })).toEqual(['unit_cost'])
    expect(await pathsOf({ item_id: 'x', staff_id: 'x' })).toEqual(['item_id', 'staff_id'])
  })

  it('refuses unknown items and those of other branches', async () => {
    const unknown = await delivery({ item_id: crypto.randomUUID() })
    expect(refusal(await stockIn(unknown)).status).toBe(404)
    const elsewhere = await makeBranch(api.clinic, { name: 'Elsewhere' })
    const { id } = await makeItem(api.clinic, elsewhere)
    expect(refusal(await stockIn(await delivery({ item_id: id }))).status).toBe(404)
  })

  it('is for admins', async () => {
    const body = await delivery()
    for (const role of ['doctor', 'receptionist', 'therapist'] as const) {
      expect(refusal(await api.as[role].post('/inventory/stock-in', body)).status).toBe(403)
    }
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import {
  attributeOf,
  type Browser,
  browserAs,
  formKeyOf,
  tagsOf,
  textOf,
  useApp,
} from '../../support/app.ts'
import {
  clockAt,
  countRows,
  makeBranch,
  makeItem,
  type TestBranch,
  TODAY,
} from '../../support/factories.ts'

const test = useApp({ clock: clockAt(TODAY, '12:00') })
let branch: TestBranch
let admin: Browser

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  admin = await browserAs(test, branch, 'admin')
})

const delivery = (change: Record<string, string> = {}) => ({
  quantity: '12',
  batch_number: 'B2026-018',
  expiry_date: '30 sep 2027',
  vendor: 'Cosmo Labs',
  unit_cost: '1,390.50',
  ...change,
})

async function batchesOf(itemId: string) {
  return test.database.db
    .selectFrom('inventory_batches')
    .select(['batch_number as number', 'quantity', 'expiry_date as expires', 'unit_cost as cost'])
    .where('item_id', '=', itemId)
    .execute()
}

function fieldOf(html: string, name: string): string {
  return tagsOf(html, 'input').find((tag) => attributeOf(tag, 'name') === name) ?? ''
}

describe('stock in', () => {
  it('shows the item, takes the delivery and says on the dashboard what there is now', async () => {
    const item = await makeItem(test.clinic, branch, {
      name: 'Niacinamide <10%>',
      threshold: 5,
      batches: [{ number: 'B', expires: '2027-01-31', quantity: 3 }],
    })
    const path = `/inventory/${item.id}/stock-in`
    const form = await admin.get(path)
    expect(textOf(form.html)).toContain('Stock in: Niacinamide <10%>')
    expect(textOf(form.html)).toContain('3 usable now · reorder at 5')
    const fields = delivery({ form_key: formKeyOf(form.html, path) })
    const page = await admin.postAndFollow(path, fields)
    expect(textOf(page.html)).toContain('Niacinamide <10%>: 15 in stock.')
    expect(textOf(page.html)).not.toContain('It is still low.')
    expect(await batchesOf(item.id)).toContainEqual({
      number: 'B2026-018',
      quantity: '12.000',
      expires: '2027-09-30',
      cost: '1390.50',
    })
  })

  it('says when it is still low', async () => {
    const item = await makeItem(test.clinic, branch, { threshold: 20 })
    const page = await admin.postAndFollow(`/inventory/${item.id}/stock-in`, delivery())
    expect(textOf(page.html)).toContain('12 in stock. It is still low.')
  })

  it('takes the delivery once when the form is sent twice', async () => {
    const item = await makeItem(test.clinic, branch)
    const path = `/inventory/${item.id}/stock-in`
    const fields = delivery({ form_key: crypto.randomUUID() })
    for (let sent = 0; sent < 2; sent++) expect((await admin.post(path, fields)).status).toBe(303)
    expect(await batchesOf(item.id)).toMatchObject([{ quantity: '12.000' }])
  })

  it.each([
    [{ quantity: '0' }, 'quantity', 'Enter a whole number from 1 to 1000000.'],
    [{ quantity: '1.5' }, 'quantity', 'Enter a whole number from 1 to 1000000.'],
    [{ quantity: '' }, 'quantity', 'Enter a whole number from 1 to 1000000.'],
    [{ batch_number: ' ' }, 'batch_number', 'Enter the batch number on the pack.'],
    [{ expiry_date: 'soon' }, 'expiry_date', 'Enter a date like 5 Mar or 2026-03-05.'],
    [{ expiry_date: '2 mar 2026' }, 'expiry_date', 'Expiry date is in the past.'],
    [{ unit_cost: '12.345' }, 'unit_cost', 'Enter an amount like 4500 or 4,500.50.'],
    [{ unit_cost: '-5' }, 'unit_cost', 'Enter an amount like 4500 or 4,500.50.'],
    [{ unit_cost: '100000000' }, 'unit_cost', 'Enter an amount like 4500 or 4,500.50.'],
  ] as [Record<string, string>, string, string][])(
    'refuses %j beside its field, with what was typed, and saves nothing',
    async (change, name, message) => {
      const item = await makeItem(test.clinic, branch)
      const path = `/inventory/${item.id}/stock-in`
      const before = await countRows(test)
      const page = await admin.post(path, delivery(change))
      expect(page.status).toBe(422)
      expect(page.html).toMatch(/<title>Error: Stock in/)
      expect(attributeOf(fieldOf(page.html, name), 'aria-invalid')).toBe('true')
      expect(textOf(page.html)).toContain(message)
      expect(attributeOf(fieldOf(page.html, 'vendor'), 'value')).toBe('Cosmo Labs')
      expect(attributeOf(fieldOf(page.html, name), 'value') ?? '').toBe(change[name])
      expect(await countRows(test)).toEqual(before)
    },
  )

  it('knows no item of another branch', async () => {
    const there = await makeBranch(test.clinic, { name: 'Indiranagar' })
    const item = await makeItem(test.clinic, there, { name: 'Theirs alone' })
    const before = await countRows(test)
    const path = `/inventory/${item.id}/stock-in`
    const pages = [await admin.get(path), await admin.post(path, delivery())]
    for (const page of pages) {
      expect(page.status).toBe(404)
      expect(page.html).not.toContain('Theirs alone')
    }
    expect(await countRows(test)).toEqual(before)
  })
})

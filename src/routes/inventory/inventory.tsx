import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { findItem } from '../../db/inventory.ts'
import { NotFound } from '../../domain/errors.ts'
import { takeStockIn } from '../../use-cases/inventory.ts'
import { StockInForm } from '../../views/inventory/stock-in-form.tsx'
import type { Env } from '../http/environment.ts'
import { line, optional, required, typedDate, typedMoney, typedWhole } from '../http/fields.ts'
import { formKey, parse } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { idParam } from '../http/ids.ts'
import { render, seeOther } from '../http/render.tsx'
import { emptyForm, type FormState, submitForm } from '../http/submit-form.ts'

export const inventoryRoutes = new Hono<Env>()

inventoryRoutes.get('/inventory/:id/stock-in', allow('inventory.manage'), (c) =>
  showStockIn(c, emptyForm()),
)

inventoryRoutes.post('/inventory/:id/stock-in', allow('inventory.manage'), (c) =>
  submitForm(c, {
    save: async (typed) => {
      const form = parse(stockInForm(c.var.today), typed)
      const done = await takeStockIn(c.var.clinic, c.var.actor, {
        itemId: idParam(c, 'id', 'item'),
        quantity: form.quantity,
        batchNumber: form.batch_number,
        expiryDate: form.expiry_date,
        vendor: form.vendor,
        unitCostPaise: form.unit_cost,
      })
      const low = done.isLow ? ' It is still low.' : ''
      return seeOther(c, '/', { text: `${done.item}: ${done.newQuantity} in stock.${low}` })
    },
    show: (form) => showStockIn(c, form),
  }),
)

function stockInForm(today: string) {
  return z.object({
    quantity: typedWhole(1, 1_000_000),
    batch_number: required(50, 'Enter the batch number on the pack.'),
    expiry_date: typedDate(today),
    vendor: optional(line(100)),
    unit_cost: optional(typedMoney),
  })
}

async function showStockIn(c: Context<Env>, form: FormState) {
  const item = await findItem(c.var.clinic.read(c.var.actor), idParam(c, 'id', 'item'), c.var.today)
  if (!item) throw new NotFound('item')
  const { values, issues } = form
  return render(c, {
    title: `Stock in: ${item.name}`,
    current: null,
    form,
    content: () => <StockInForm item={item} values={values} issues={issues} formKey={formKey()} />,
  })
}

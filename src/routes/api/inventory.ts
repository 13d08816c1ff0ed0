import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { takeStockIn } from '../../use-cases/inventory.ts'
import type { Env } from '../http/environment.ts'
import { writes } from './calls.ts'
import {
  answers,
  body,
  date,
  id,
  line,
  money,
  optional,
  refuseShape,
  text,
  whole,
} from './shapes.ts'

export const inventoryApi = new OpenAPIHono<Env>({ defaultHook: refuseShape })

const MAX_QUANTITY = 1_000_000

const StockIn = z.strictObject({
  item_id: id,
  quantity: whole(1, MAX_QUANTITY).openapi({ description: 'Whole units of the item.' }),
  batch_number: text(50),
  expiry_date: date,
  vendor: optional(line(100)),
  unit_cost: optional(money),
})

inventoryApi.openapi(
  createRoute({
    method: 'post',
    path: '/inventory/stock-in',
    tags: ['Inventory'],
    operationId: 'takeDelivery',
    summary: 'Take a delivery into stock',
    middleware: writes('inventory.manage'),
    request: { body: body(StockIn) },
    responses: answers(
      200,
      z.object({
        new_quantity: z.int().openapi({ example: 23 }),
        low_stock: z.boolean().openapi({
          description: 'Whether the usable stock is at or below the reorder threshold.',
        }),
      }),
      'Added to stock.',
    ),
  }),
  async (c) => {
    const fields = c.req.valid('json')
    const stocked = await takeStockIn(c.var.clinic, c.var.actor, {
      itemId: fields.item_id,
      quantity: fields.quantity,
      batchNumber: fields.batch_number,
      expiryDate: fields.expiry_date,
      vendor: fields.vendor ?? null,
      unitCostPaise: fields.unit_cost ?? null,
    })
    return c.json({ new_quantity: stocked.newQuantity, low_stock: stocked.isLow }, 200)
  },
)

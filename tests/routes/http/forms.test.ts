import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Actor } from '../../../src/domain/access.ts'
import { Conflict, Invalid, invalid, NotFound, TooMany } from '../../../src/domain/errors.ts'
import type { Env } from '../../../src/routes/http/environment.ts'
import { required, typedMoney } from '../../../src/routes/http/fields.ts'
import { formKey, parse, readForm, type Values } from '../../../src/routes/http/forms.ts'
import {
  collectIssues,
  emptyForm,
  type FormFields,
  submitForm,
} from '../../../src/routes/http/submit-form.ts'

const GiftForm = z.object({ name: required(10, 'Enter a name.'), price: typedMoney })

const GIFT_FIELDS: FormFields = {
  paths: { price_paise: 'price', 'customer.phone': 'phone' },
  conflicts: { sold_out: 'name' },
}

const TYPED = { name: ' Soap ', price: '50', note: 'a "note"\nof two lines', 'lines.0.item': 'x' }

type Answer = {
  status: number
  retryAfter: string | null
  saved?: unknown
  values?: Record<string, string>
  issues?: { path: string; message: string }[]
  conflict?: string | null
  typed?: Values
}

/** Posts a form to a route that saves it with `save`. */
async function post(
  save: (typed: Values) => unknown,
  { fields = GIFT_FIELDS, body = TYPED }: { fields?: FormFields; body?: object } = {},
): Promise<Answer> {
  const app = new Hono<Env>()
  app.post('/gifts', (c) =>
    submitForm(c, {
      fields,
      save: async (typed) => c.json({ saved: await save(typed) }),
      show: ({ status, conflict, ...form }, typed) =>
        c.json({ ...form, conflict: conflict?.code ?? null, typed }, status),
    }),
  )
  app.onError((error, c) => c.json({ thrown: error.message }, 500))
  const answer = await app.request('/gifts', {
    method: 'POST',
    body: new URLSearchParams(body as Record<string, string>),
  })
  const retryAfter = answer.headers.get('Retry-After')
  return { status: answer.status, retryAfter, ...((await answer.json()) as object) }
}

const refusedWith = (error: unknown, fields?: FormFields) =>
  post(
    () => {
      throw error
    },
    fields ? { fields } : {},
  )

describe('a form', () => {
  it('is saved with what was typed', async () => {
    const { status, saved } = await post((typed) => parse(GiftForm, typed))
    expect(status).toBe(200)
    expect(saved).toEqual({ name: 'Soap', price: 5000 })
  })

  it('has no issues before it is sent', () => {
    const form = emptyForm({ name: 'Soap' })
    expect(form).toEqual({
      ...{ values: { name: 'Soap' }, issues: [], status: 200 },
      ...{ conflict: null, draft: null },
    })
  })

  it('refused by its schema comes back with 422 and a message at each field', async () => {
    const body = { ...TYPED, name: ' ', price: 'much' }
    const { status, issues, conflict } = await post((typed) => parse(GiftForm, typed), { body })
    expect(status).toBe(422)
    expect(issues?.map(({ path }) => path)).toEqual(['name', 'price'])
    expect(issues?.[0]?.message).toBe('Enter a name.')
    expect(conflict).toBeNull()
  })

  it('keeps what was typed as it was typed, with its lines', async () => {
    const { values, typed } = await refusedWith(invalid('name', 'No.'))
    expect(values).toEqual({ name: ' Soap ', price: '50', note: TYPED.note })
    expect(typed?.lines).toEqual([{ item: 'x' }])
  })

  it('refused as Invalid comes back with 422, with the paths of the domain at its own fields', async () => {
    const { status, issues } = await refusedWith(
      new Invalid([
        { path: 'price_paise', message: 'Too dear.' },
        { path: 'name', message: 'Too long.' },
        { path: '', message: 'Not today.' },
      ]),
    )
    expect(status).toBe(422)
    expect(issues).toEqual([
      { path: 'price', message: 'Too dear.' },
      { path: 'name', message: 'Too long.' },
      { path: '', message: 'Not today.' },
    ])
  })

  it.each([
    ['by the path it names', new Conflict('taken', 'Taken.', { path: 'customer.phone' }), 'phone'],
    ['by the field of its code', new Conflict('sold_out', 'Taken.'), 'name'],
    [
      'by its path rather than its code',
      new Conflict('sold_out', 'Taken.', { path: 'price_paise' }),
      'price',
    ],
    ['for the whole form where neither is known', new Conflict('closed', 'Taken.'), ''],
  ])('refused as a Conflict comes back with 409, told %s', async (_, error, path) => {
    const answer = await refusedWith(error)
    expect(answer.status).toBe(409)
    expect(answer.issues).toEqual([{ path, message: 'Taken.' }])
    expect(answer.conflict).toBe(error.code)
  })

  it('may tell what concerns the whole form at one of its fields', async () => {
    const fields = { paths: { '': 'name' } }
    for (const error of [invalid('', 'No.'), new Conflict('closed', 'No.')]) {
      expect((await refusedWith(error, fields)).issues).toEqual([{ path: 'name', message: 'No.' }])
    }
  })

  it('sent too often comes back with 429 and says when to try again', async () => {
    const answer = await refusedWith(new TooMany(120))
    expect([answer.status, answer.retryAfter]).toEqual([429, '120'])
    expect(answer.issues).toEqual([
      { path: '', message: 'Too many tries. Try again in 2 minutes.' },
    ])
    const soon = await refusedWith(new TooMany(50))
    expect(soon.issues?.[0]?.message).toBe('Too many tries. Try again in 1 minute.')
  })

  it.each([new NotFound('gift'), new Error('a bug')])('is not shown for %s', async (error) => {
    expect(await refusedWith(error)).toMatchObject({ status: 500, thrown: error.message })
  })

  it('that is not sent as a form is refused before it is read', async () => {
    const app = new Hono<Env>()
    app.post('/gifts', async (c) => c.json(await readForm(c)))
    app.onError((error, c) => c.text(error.message, 422))
    const answer = await app.request('/gifts', { method: 'POST', body: '{"name":"Soap"}' })
    expect([answer.status, await answer.text()]).toEqual([
      422,
      'This form could not be read. Send it again.',
    ])
  })
})

describe('collectIssues', () => {
  it('gives what every part has read', async () => {
    const [name, price] = await collectIssues(
      () => 'Soap',
      async () => 5000,
    )
    expect([name, price]).toEqual(['Soap', 5000])
  })

  it('throws the issues of all parts together, in their order', async () => {
    const read = collectIssues(
      async () => parse(GiftForm, { name: '', price: '1' }),
      () => {
        throw invalid('customer', 'Choose a customer.')
      },
    )
    await expect(read).rejects.toMatchObject({
      issues: [
        { path: 'name', message: 'Enter a name.' },
        { path: 'customer', message: 'Choose a customer.' },
      ],
    })
  })

  it('throws anything else at once', async () => {
    let isReached = false
    const read = collectIssues(
      () => {
        throw new NotFound('gift')
      },
      () => {
        isReached = true
      },
    )
    await expect(read).rejects.toThrow(NotFound)
    expect(isReached).toBe(false)
  })
})

describe('the one-time key', () => {
  async function keyOf(fields: Record<string, string>) {
    const actor = { request: { id: '1', door: 'page', ip: null } } as unknown as Actor
    const app = new Hono<Env>()
    app.use(async (c, next) => {
      c.set('actor', actor)
      await next()
    })
    app.post('/gifts', async (c) => c.json(await readForm(c)))
    await app.request('/gifts', { method: 'POST', body: new URLSearchParams(fields) })
    return actor.request.idempotency
  }

  it('of a form is the idempotency key of its request', async () => {
    const key = formKey()
    const sent = await keyOf({ form_key: key, name: 'Soap' })
    expect(sent?.key).toBe(key)
    expect(await keyOf({ form_key: key, name: 'Soap' })).toEqual(sent)
  })

  it('with other values has another fingerprint', async () => {
    const key = formKey()
    const [first, second] = [
      await keyOf({ form_key: key, name: 'Soap' }),
      await keyOf({ form_key: key }),
    ]
    expect(second?.key).toBe(first?.key)
    expect(second?.fingerprint).not.toBe(first?.fingerprint)
  })

  it('differs from one form to the next', () => {
    expect(formKey()).not.toBe(formKey())
  })

  it.each(['', 'a b', 'ключ', 'x'.repeat(81)])('is not taken from %j', async (key) => {
    expect(await keyOf({ form_key: key })).toBeUndefined()
  })
})

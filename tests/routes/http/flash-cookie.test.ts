import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { AppDeps, Env } from '../../../src/routes/http/environment.ts'
import { keepFlash, takeFlash } from '../../../src/routes/http/flash-cookie.ts'
import type { FlashMessage } from '../../../src/views/components/flash.tsx'

/** The whole Set-Cookie header for a message, and the message of the next page. */
async function roundTrip(flash: FlashMessage) {
  const app = new Hono<Env>()
  app.use(async (c, next) => {
    c.set('deps', { config: { publicUrl: 'https://clinic.example' } } as AppDeps)
    await next()
  })
  app.post('/', (c) => {
    keepFlash(c, flash)
    return c.redirect('/', 303)
  })
  app.get('/', (c) => c.json(takeFlash(c)))
  const kept = (await app.request('/', { method: 'POST' })).headers.get('Set-Cookie') ?? ''
  const next = await app.request('/', { headers: { Cookie: kept.split(';')[0] ?? '' } })
  return { kept, next: (await next.json()) as FlashMessage }
}

describe('a message for the next page', () => {
  it('comes back as it is, with the keys of its buttons', async () => {
    const flash: FlashMessage = {
      text: 'INV-2026-0043 saved. “₹5,315” for Priya; 50 %',
      tone: 'attention',
      actions: [{ label: 'WhatsApp', action: '/billing/1/messages', newTab: true }],
    }
    const { next } = await roundTrip(flash)
    expect(next).toMatchObject(flash)
    expect(next.actions?.[0]).toHaveProperty('formKey', expect.any(String))
  })

  it('tells thirty refusals about long names in an Indian script', async () => {
    const refusals = Array.from({ length: 30 }, (_, index) => {
      const who = `ತಿರುವನಂತಪುರ ಸುಬ್ರಹ್ಮಣ್ಯ ಲಕ್ಷ್ಮೀನಾರಾಯಣ ${index}`
      return `${who}: Dr. ರೀನಾ is booked ${9 + (index % 9)}:${10 + index}–${11 + (index % 9)}:00.`
    })
    const text = refusals.join(' ')
    const { kept, next } = await roundTrip({ text, tone: 'attention' })
    expect(kept.length).toBeLessThan(4096)
    expect(next.text).toBe(text)
  })

  it('cuts a text that fits in no cookie, and shows its beginning', async () => {
    const text = Array.from({ length: 9000 }, (_, index) =>
      String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)),
    ).join('')
    const { kept, next } = await roundTrip({ text })
    expect(kept.length).toBeLessThan(4096)
    expect(next.text.endsWith('…')).toBe(true)
    expect(next.text.length).toBeGreaterThan(500)
    expect(text.startsWith(next.text.slice(0, -1))).toBe(true)
  })
})

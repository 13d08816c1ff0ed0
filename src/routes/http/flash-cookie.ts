import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import type { FlashMessage } from '../../views/components/flash.tsx'
import type { Env } from './environment.ts'
import { formKey } from './forms.ts'

const FLASH_COOKIE = 'flash'

/** Keeps a message for the next page of this browser. */
export function keepFlash(c: Context<Env>, flash: FlashMessage): void {
  setCookie(c, FLASH_COOKIE, encodeURIComponent(JSON.stringify(flash)), {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    maxAge: 60,
    secure: c.var.deps.config.publicUrl?.startsWith('https:') ?? false,
  })
}

const FlashCookie = z.object({
  text: z.string(),
  tone: z.enum(['done', 'attention']).optional(),
  link: z.object({ label: z.string(), href: z.string() }).optional(),
  actions: z
    .array(
      z.object({
        label: z.string(),
        action: z.string(),
        fields: z.record(z.string(), z.string()).optional(),
        button: z.object({ name: z.string(), value: z.string() }).optional(),
        target: z.string().optional(),
        newTab: z.boolean().optional(),
        shortcut: z.string().optional(),
      }),
    )
    .optional(),
})

/** The message of an earlier form, which is shown once. */
export function takeFlash(c: Context<Env>): FlashMessage | null {
  const kept = getCookie(c, FLASH_COOKIE)
  if (!kept) return null
  deleteCookie(c, FLASH_COOKIE, { path: '/' })
  try {
    const flash = FlashCookie.parse(JSON.parse(decodeURIComponent(kept)))
    const actions = flash.actions?.map((action) => ({ ...action, formKey: formKey() }))
    return { ...flash, actions }
  } catch {
    // Not a cookie that this server set.
    return null
  }
}

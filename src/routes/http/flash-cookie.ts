import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import type { FlashMessage } from '../../views/components/flash.tsx'
import type { Env } from './environment.ts'
import { formKey } from './forms.ts'

const FLASH_COOKIE = 'flash'

/** Browsers drop a cookie of more than 4,096 bytes, name and attributes counted. */
const MAX_COOKIE_CHARS = 3_800
const MAX_FLASH_BYTES = 256 * 1024

/** Keeps a message for the next page of this browser. */
export function keepFlash(c: Context<Env>, flash: FlashMessage): void {
  setCookie(c, FLASH_COOKIE, packToFit(flash), {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    maxAge: 60,
    secure: c.var.deps.config.publicUrl?.startsWith('https:') ?? false,
  })
}

/** A text that is too long even when it is compressed ends with `…`. */
function packToFit(flash: FlashMessage): string {
  let packed = pack(flash)
  for (let text = [...flash.text]; packed.length > MAX_COOKIE_CHARS && text.length > 0; ) {
    text = text.slice(0, Math.floor(text.length * 0.9))
    packed = pack({ ...flash, text: `${text.join('')}…` })
  }
  return packed
}

/** Compressed, because percent-encoding takes nine characters for a letter of an Indian script. */
function pack(flash: FlashMessage): string {
  return deflateRawSync(JSON.stringify(flash)).toString('base64url')
}

function unpack(kept: string): unknown {
  const bytes = inflateRawSync(Buffer.from(kept, 'base64url'), { maxOutputLength: MAX_FLASH_BYTES })
  return JSON.parse(bytes.toString('utf8'))
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
    const flash = FlashCookie.parse(unpack(kept))
    const actions = flash.actions?.map((action) => ({ ...action, formKey: formKey() }))
    return { ...flash, actions }
  } catch {
    // Not a cookie that this server set.
    return null
  }
}

import type { Child } from 'hono/jsx'
import { hx } from '../hx.ts'
import { Icon } from './icon.tsx'
import { Kbd } from './kbd.tsx'
import { safeHref } from './safe-href.ts'

export type FlashMessage = {
  text: string
  tone?: 'done' | 'attention' | undefined
  link?: { label: string; href: string } | undefined
  /** Buttons such as *Undo* and *WhatsApp*. Each is a form of its own. */
  actions?: FlashAction[] | undefined
}

export type FlashAction = {
  label: string
  action: string
  formKey?: string | undefined
  fields?: Record<string, string> | undefined
  shortcut?: string | undefined
  newTab?: boolean | undefined
}

export const toastsId = 'toasts'

/** A message about what was done. It disappears after a few seconds without pointer or focus. */
export function Flash({ message }: { message: FlashMessage }) {
  const isAttention = message.tone === 'attention'
  return (
    <div class={isAttention ? 'toast toast-attention on-dark' : 'toast on-dark'} data-toast="true">
      <Icon
        name={isAttention ? 'triangle-alert' : 'check'}
        class={isAttention ? 'text-geru-100' : 'text-haldi-400'}
      />
      <p class="min-w-0 flex-1">{message.text}</p>
      {message.link && <a href={safeHref(message.link.href)}>{message.link.label}</a>}
      {message.actions?.map((action) => (
        <Action action={action} />
      ))}
      <button type="button" class="rounded p-1.5" aria-label="Dismiss" data-dismiss="true">
        <Icon name="x" size={14} />
      </button>
    </div>
  )
}

/** A message in a response that replaces another part of the page. */
export function Toast({ message }: { message: FlashMessage }) {
  return (
    <div {...hx({ swapOob: `innerHTML:#${toastsId}` })}>
      <Flash message={message} />
    </div>
  )
}

/** The live region for messages. A new message replaces the earlier one. */
export function Toasts({ children }: { children?: Child }) {
  return (
    <div class="toasts" id={toastsId} role="status">
      {children}
    </div>
  )
}

function Action({ action }: { action: FlashAction }) {
  return (
    <form
      method="post"
      action={safeHref(action.action)}
      class="flex items-center gap-2"
      target={action.newTab ? '_blank' : undefined}
    >
      {action.formKey && <input type="hidden" name="form_key" value={action.formKey} />}
      {Object.entries(action.fields ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class="toast-act" aria-keyshortcuts={action.shortcut}>
        {action.label}
      </button>
      {action.shortcut && <Kbd keys={action.shortcut} />}
    </form>
  )
}

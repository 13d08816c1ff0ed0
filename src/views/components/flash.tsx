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
  /** What the button itself sends. */
  button?: { name: string; value: string } | undefined
  /** With script: the id of the element on the page that the answer replaces. */
  target?: string | undefined
  shortcut?: string | undefined
  newTab?: boolean | undefined
}

export const toastsId = 'toasts'

/** The length of a text that leaves room for buttons beside it. */
const ONE_LINE = 80

/** A message about what was done. It disappears after a few seconds without pointer or focus. */
export function Flash({ message }: { message: FlashMessage }) {
  const isAttention = message.tone === 'attention'
  const isLong = message.text.length > ONE_LINE
  return (
    <div class={`toast on-dark${isAttention ? ' toast-attention' : ''}`} data-toast="true">
      <Icon
        name={isAttention ? 'triangle-alert' : 'check'}
        class={isAttention ? 'text-geru-100' : 'text-haldi-400'}
      />
      {/* The buttons of a long message are below it. */}
      <p class={isLong ? 'flex-[1_0_80%]' : 'flex-[1_1_112px]'}>{message.text}</p>
      {message.link && <a href={safeHref(message.link.href)}>{message.link.label}</a>}
      {message.actions?.map((action) => (
        <Action action={action} />
      ))}
      <button type="button" class="ml-auto rounded p-1.5" aria-label="Dismiss" data-dismiss="true">
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
  const { target } = action
  const address = safeHref(action.action)
  return (
    <form
      method="post"
      action={address}
      class="flex items-center gap-2"
      target={action.newTab ? '_blank' : undefined}
      {...(target ? hx({ post: address, target: `#${target}`, swap: 'outerHTML' }) : {})}
    >
      {action.formKey && <input type="hidden" name="form_key" value={action.formKey} />}
      {Object.entries(action.fields ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button
        type="submit"
        class="toast-act"
        aria-keyshortcuts={action.shortcut}
        {...action.button}
      >
        {action.label}
      </button>
      {action.shortcut && <Kbd keys={action.shortcut} />}
    </form>
  )
}

type SwapStyle =
  | 'innerHTML'
  | 'outerHTML'
  | 'innerMorph'
  | 'outerMorph'
  | 'beforebegin'
  | 'afterbegin'
  | 'beforeend'
  | 'afterend'
  | 'delete'
  | 'none'

export type HxOptions = {
  get?: string | undefined
  post?: string | undefined
  put?: string | undefined
  patch?: string | undefined
  delete?: string | undefined
  target?: string | undefined
  /** A style and, after a space, its modifiers: `innerHTML show:top`. */
  swap?: SwapStyle | `${SwapStyle} ${string}` | undefined
  /** The part of the answer to take. */
  select?: string | undefined
  selectOob?: string | undefined
  /** Marks a fragment of an answer: it replaces the element of the same id. */
  swapOob?: true | SwapStyle | `${SwapStyle}:${string}` | undefined
  trigger?: string | undefined
  pushUrl?: boolean | string | undefined
  replaceUrl?: boolean | string | undefined
  include?: string | undefined
  values?: Record<string, string | number> | undefined
  /** What shows that the request runs. */
  indicator?: string | undefined
  /** What is disabled while the request runs. */
  disable?: string | undefined
  sync?: string | undefined
  confirm?: string | undefined
  preserve?: boolean | undefined
}

export type HxAttributes = { [name: `hx-${string}`]: string }

const NAMES: Record<Exclude<keyof HxOptions, 'values'>, `hx-${string}`> = {
  get: 'hx-get',
  post: 'hx-post',
  put: 'hx-put',
  patch: 'hx-patch',
  delete: 'hx-delete',
  target: 'hx-target',
  swap: 'hx-swap',
  select: 'hx-select',
  selectOob: 'hx-select-oob',
  swapOob: 'hx-swap-oob',
  trigger: 'hx-trigger',
  pushUrl: 'hx-push-url',
  replaceUrl: 'hx-replace-url',
  include: 'hx-include',
  indicator: 'hx-indicator',
  disable: 'hx-disable',
  sync: 'hx-sync',
  confirm: 'hx-confirm',
  preserve: 'hx-preserve',
}

/**
 * The attributes of htmx 4, in one place: `<form {...hx({ post, target })}>`.
 * Trigger filters (`keyup[…]`) and `js:` values need eval, which the content security policy refuses.
 */
export function hx(options: HxOptions): HxAttributes {
  const attributes: HxAttributes = {}
  for (const [key, name] of Object.entries(NAMES)) {
    const value = options[key as keyof typeof NAMES]
    if (value === undefined || value === false) continue
    assertSafe(name, String(value))
    attributes[name] = String(value)
  }
  // A value that starts with a brace is read as JSON, so nothing in it can become code.
  if (options.values) attributes['hx-vals'] = JSON.stringify(options.values)
  return attributes
}

function assertSafe(name: string, value: string): void {
  // A filter stands right behind the event's name; brackets further on belong to selectors.
  const events =
    name === 'hx-trigger' ? value.split(',').map((part) => part.trim().split(' ')[0]) : []
  const hasFilter = events.some((event) => /^\w[\w:-]*\[/.test(event ?? ''))
  if (hasFilter || /^\s*(js|javascript):/i.test(value)) {
    throw new TypeError(`${name} may not hold script: ${value}`)
  }
  // htmx ends an unquoted value at its first space, and then listens to nothing, silently.
  if (/from:(closest|find|next|previous) /.test(value)) {
    throw new TypeError(`${name} needs quotes: from:'closest form'`)
  }
}

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
  /** A swap style, with optional modifiers after a space: `innerHTML show:top`. */
  swap?: SwapStyle | `${SwapStyle} ${string}` | undefined
  /** A selector: takes only this part of the response. */
  select?: string | undefined
  selectOob?: string | undefined
  /** On an element of the response: it replaces the element with the same id. */
  swapOob?: true | SwapStyle | `${SwapStyle}:${string}` | undefined
  trigger?: string | undefined
  pushUrl?: boolean | string | undefined
  replaceUrl?: boolean | string | undefined
  include?: string | undefined
  values?: Record<string, string | number> | undefined
  /** Selector of the element that shows a running request. */
  indicator?: string | undefined
  /** Selector of the elements to disable during the request. */
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
 * The attributes of htmx 4: `<form {...hx({ post, target })}>`. Throws on trigger filters
 * (`keyup[…]`) and `js:` values: they need eval, which the content security policy forbids.
 */
export function hx(options: HxOptions): HxAttributes {
  const attributes: HxAttributes = {}
  for (const [key, name] of Object.entries(NAMES)) {
    const value = options[key as keyof typeof NAMES]
    if (value === undefined || value === false) continue
    assertSafe(name, String(value))
    attributes[name] = String(value)
  }
  // htmx parses a value that starts with a brace as JSON, so a value can't become code.
  if (options.values) attributes['hx-vals'] = JSON.stringify(options.values)
  return attributes
}

function assertSafe(name: string, value: string): void {
  // A filter directly follows the event name. Brackets later in the value belong to selectors.
  const events =
    name === 'hx-trigger' ? value.split(',').map((part) => part.trim().split(' ')[0]) : []
  const hasFilter = events.some((event) => /^\w[\w:-]*\[/.test(event ?? ''))
  if (hasFilter || /^\s*(js|javascript):/i.test(value)) {
    throw new TypeError(`${name} may not hold script: ${value}`)
  }
  // htmx cuts an unquoted value at its first space and then silently listens to nothing.
  if (/from:(closest|find|next|previous) /.test(value)) {
    throw new TypeError(`${name} needs quotes: from:'closest form'`)
  }
}

import type { Child } from 'hono/jsx'
import { type HxOptions, hx } from '../hx.ts'
import { safeHref } from './safe-href.ts'

type Props = {
  action: string
  method?: 'get' | 'post' | undefined
  /** The one-time key that makes a double submit harmless. */
  formKey?: string | undefined
  /** With script, swaps the response into the page. Without, the form loads a page. */
  hx?: HxOptions | undefined
  id?: string | undefined
  class?: string | undefined
  files?: boolean | undefined
  label?: string | undefined
  /** Asks before Escape or a link discards typed text. */
  guard?: boolean | undefined
  children?: Child
  [attribute: `${'data' | 'aria'}-${string}`]: string | undefined
}

export function Form(props: Props) {
  const { action, method = 'post', formKey, hx: hxOptions, files, guard, label, ...rest } = props
  const { children, ...attributes } = rest
  const address = safeHref(action)
  const swaps = hxOptions ? hx({ [method]: address, ...hxOptions }) : {}
  return (
    <form
      action={address}
      method={method}
      novalidate
      aria-label={label}
      enctype={files ? 'multipart/form-data' : undefined}
      data-guard={guard ? 'true' : undefined}
      {...swaps}
      {...attributes}
    >
      {formKey && <input type="hidden" name="form_key" value={formKey} />}
      {children}
    </form>
  )
}

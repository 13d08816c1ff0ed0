import type { Child } from 'hono/jsx'
import { type HxOptions, hx } from '../hx.ts'
import { type FormDraft, FormDraftFields } from './form-draft.tsx'
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
  /**
   * Asks before typed text is discarded. Without `hx`, the form is sent by htmx and replaces the page's
   * content, so that a lost connection leaves what is typed.
   */
  guard?: boolean | undefined
  /** Like `guard`, and keeps what is typed as a draft on the server. */
  draft?: FormDraft | null | undefined
  children?: Child
  [attribute: `${'data' | 'aria'}-${string}`]: string | undefined
}

/** Without a connection, a form sent as a page would be replaced by the browser's error page. */
const WHOLE_PAGE: HxOptions = { target: '#main', swap: 'innerHTML' }

export function Form(props: Props) {
  const {
    action,
    method = 'post',
    formKey,
    hx: hxOptions,
    files,
    guard,
    draft,
    label,
    ...rest
  } = props
  const { children, ...attributes } = rest
  const address = safeHref(action)
  const isLong = method === 'post' && (guard || draft)
  const options = hxOptions ?? (isLong ? WHOLE_PAGE : undefined)
  const swaps = options ? hx({ [method]: address, ...options }) : {}
  return (
    <form
      action={address}
      method={method}
      novalidate
      aria-label={label}
      enctype={files ? 'multipart/form-data' : undefined}
      data-guard={guard || draft ? 'true' : undefined}
      data-draft={draft?.form}
      data-changed={draft?.id ? 'true' : undefined}
      {...swaps}
      {...attributes}
    >
      {formKey && <input type="hidden" name="form_key" value={formKey} />}
      {draft && <FormDraftFields draft={draft} />}
      {children}
    </form>
  )
}

import type { Child } from 'hono/jsx'
import { Kbd } from './kbd.tsx'

type Props = {
  id: string
  title: string
  wide?: boolean | undefined
  /** Open in the page as the server sends it: the way without script. */
  open?: boolean | undefined
  /** Beside the title. */
  tools?: Child
  foot?: Child
  children?: Child
}

/** For what can't be undone, and for help. Whatever else needs a form opens in place. */
export function Dialog({ id, title, wide, open, tools, foot, children }: Props) {
  return (
    <dialog
      id={id}
      class={wide ? 'dialog dialog-wide' : 'dialog'}
      aria-labelledby={`${id}-title`}
      open={open === true}
    >
      <div class="dialog-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {tools}
        <form method="dialog" class="ml-auto">
          <button type="submit" class="btn btn-quiet">
            Close <Kbd keys="Escape" />
          </button>
        </form>
      </div>
      <div class="dialog-body">{children}</div>
      {foot && <div class="dialog-foot">{foot}</div>}
    </dialog>
  )
}

import type { Child } from 'hono/jsx'
import { Kbd } from './kbd.tsx'

type Props = {
  id: string
  title: string
  wide?: boolean | undefined
  /** Open from the start, for pages without script. */
  open?: boolean | undefined
  /** Shown beside the title. */
  tools?: Child
  foot?: Child
  children?: Child
}

/** For confirming what can't be undone, and for help. Other forms open in the page. */
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

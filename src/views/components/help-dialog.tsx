import { Dialog } from './dialog.tsx'
import { KeyMap } from './key-map.tsx'
import { safeHref } from './safe-href.ts'

type Props = {
  isOn: boolean
  /** Action of the form that turns single-key shortcuts on and off. */
  action?: string | undefined
  /** The screens and actions that the role may use. */
  nav: { label: string; goKey: string }[]
  acts: { label: string; key: string }[]
}

/** client/page-keys.ts fills in the shortcuts that only the current page has. */
export function HelpDialog({ isOn, action, nav, acts }: Props) {
  return (
    <Dialog
      id="help"
      title="Keyboard shortcuts"
      wide
      tools={
        action && (
          <form method="post" action={safeHref(action)}>
            <input type="hidden" name="shortcuts" value={isOn ? 'off' : 'on'} />
            <button type="submit" class="link text-xs">
              {isOn ? 'Turn single-key shortcuts off' : 'Turn single-key shortcuts on'}
            </button>
          </form>
        )
      }
    >
      <div class="key-map">
        <section hidden>
          <h3>On this page</h3>
          <section id="page-keys" />
        </section>
        <KeyMap nav={nav} acts={acts} />
      </div>
    </Dialog>
  )
}

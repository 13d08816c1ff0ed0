import { Dialog } from './dialog.tsx'
import { KeyMap } from './key-map.tsx'
import { safeHref } from './safe-href.ts'

type Props = {
  isOn: boolean
  /** Where single keys are turned on and off. */
  action?: string | undefined
}

/** Its first section is filled by script with the keys of the page that is shown. */
export function HelpDialog({ isOn, action }: Props) {
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
              {isOn ? 'Turn single keys off' : 'Turn single keys on'}
            </button>
          </form>
        )
      }
    >
      <div class="key-map">
        <KeyMap />
      </div>
    </Dialog>
  )
}

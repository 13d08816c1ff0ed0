import { Kbd } from './kbd.tsx'
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
    <dialog id="help" class="dialog dialog-wide" aria-labelledby="help-title">
      <div class="dialog-head">
        <h2 id="help-title">Keyboard shortcuts</h2>
        {action && (
          <form method="post" action={safeHref(action)}>
            <input type="hidden" name="shortcuts" value={isOn ? 'off' : 'on'} />
            <button type="submit" class="link text-xs">
              {isOn ? 'Turn single keys off' : 'Turn single keys on'}
            </button>
          </form>
        )}
        <form method="dialog" class="ml-auto">
          <button type="submit" class="btn btn-quiet">
            Close <Kbd keys="Escape" />
          </button>
        </form>
      </div>
      <div class="dialog-body key-map">
        <KeyMap />
      </div>
    </dialog>
  )
}

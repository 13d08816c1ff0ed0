import { Kbd } from './kbd.tsx'

export type Hint = { keys: string[]; text: string }

/** The most useful shortcuts of this page, at the bottom. */
export function HintBar({ hints }: { hints: Hint[] }) {
  return (
    <footer class="hint-bar needs-script no-print">
      {hints.map((hint) => (
        <span class="inline-flex items-center gap-1">
          {hint.keys.map((keys) => (
            <Kbd keys={keys} />
          ))}
          {hint.text}
        </span>
      ))}
      <button
        type="button"
        class="ml-auto inline-flex min-h-[24px] items-center gap-1.5"
        aria-keyshortcuts="?"
        data-opens="help"
      >
        <Kbd keys="?" />
        all shortcuts
      </button>
    </footer>
  )
}

import { Icon } from './icon.tsx'
import { Kbd } from './kbd.tsx'

/**
 * The dialog *Find or do*, filled with matches from /find. Without script, its link opens that
 * page.
 */
export function Palette() {
  return (
    <dialog id="palette" class="palette" aria-label="Find or do">
      <form action="/find" method="get" class="flex items-center gap-3 border-b border-ink-2 px-4">
        <Icon name="search" size={18} />
        <input
          type="text"
          enterkeyhint="search"
          name="q"
          class="palette-input"
          aria-label="Find or do"
          autocomplete="off"
          placeholder="Name, phone, page, or: priya laser kapoor fri 4p"
          role="combobox"
          aria-autocomplete="list"
          aria-expanded="true"
          aria-controls="palette-results"
          spellcheck={false}
        />
        <Kbd keys="Escape" />
      </form>
      <div class="palette-results" id="palette-results" role="listbox" aria-label="Matches" />
      <div class="flex gap-5 border-t border-rule bg-paper px-4 py-2 text-xs text-ink-2 max-md:hidden">
        <span>
          <Kbd keys="ArrowUp" /> <Kbd keys="ArrowDown" /> choose
        </span>
        <span>
          <Kbd keys="Enter" /> open
        </span>
      </div>
    </dialog>
  )
}

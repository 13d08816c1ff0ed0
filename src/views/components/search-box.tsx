import { Icon } from './icon.tsx'
import { Kbd } from './kbd.tsx'
import { safeHref } from './safe-href.ts'

type Props = {
  action: string
  value?: string | undefined
  name?: string | undefined
  placeholder?: string | undefined
  keep?: Record<string, string | undefined> | undefined
  class?: string | undefined
}

/** The search form of a list. Slash focuses its field, Enter submits it. */
export function SearchBox(props: Props) {
  const { action, value, name = 'search', placeholder, keep = {} } = props
  return (
    // biome-ignore lint/a11y/useSemanticElements: Chrome 109 does not know the search element.
    <form
      action={safeHref(action)}
      method="get"
      role="search"
      class={`relative ${props.class ?? 'w-full md:w-[300px]'}`}
    >
      <label class="sr-only" for="search">
        Search…
      </label>
      <span class="pointer-events-none absolute inset-y-0 left-2.5 z-10 flex items-center text-ink-3">
        <Icon name="search" />
      </span>
      <input
        type="search"
        id="search"
        name={name}
        value={value}
        placeholder={placeholder ?? 'Search…'}
        class="inp pl-8 pr-9"
        autocomplete="off"
        aria-keyshortcuts="/"
      />
      <span class="pointer-events-none absolute inset-y-0 right-2 z-10 flex items-center">
        <Kbd keys="/" />
      </span>
      {Object.entries(keep).map(
        ([key, kept]) => kept !== undefined && <input type="hidden" name={key} value={kept} />,
      )}
    </form>
  )
}

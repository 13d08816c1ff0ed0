import { Kbd } from './kbd.tsx'

/** Keys to press, one after the other in a chord, else any of them. */
export type KeyEntry = { action: string; keys: string[]; isChord?: boolean | undefined }

export type KeySection = { title: string; entries: KeyEntry[] }

const ANYWHERE: KeyEntry[] = [
  { action: 'Find or do', keys: ['Control+K'] },
  { action: 'Search this page', keys: ['/'] },
  { action: 'Shortcuts', keys: ['?'] },
  { action: 'Close, go back', keys: ['Escape'] },
  { action: 'Save the form', keys: ['Control+Enter'] },
  { action: 'Undo the last action', keys: ['Control+Z'] },
]

/** What means the same on every page. The keys of one page are in its `aria-keyshortcuts`. */
const SECTIONS: KeySection[] = [
  {
    title: 'On an appointment',
    entries: [
      { action: 'Confirm', keys: ['s', 'c'], isChord: true },
      { action: 'Arrived', keys: ['s', 'a'], isChord: true },
      { action: 'Start', keys: ['s', 's'], isChord: true },
      { action: 'Complete', keys: ['s', 'd'], isChord: true },
      { action: 'Cancel', keys: ['s', 'x'], isChord: true },
      { action: 'No-show', keys: ['s', 'n'], isChord: true },
      { action: 'Move an appointment', keys: ['m'] },
    ],
  },
  {
    title: 'Tables',
    entries: [
      { action: 'Next, previous row', keys: ['j', 'k'] },
      { action: 'Open', keys: ['Enter'] },
      { action: 'First, last row', keys: ['Home', 'End'] },
      { action: 'Previous, next page', keys: ['[', ']'] },
    ],
  },
  {
    title: 'Calendar',
    entries: [
      { action: 'Move around', keys: ['ArrowLeft', 'ArrowUp', 'ArrowDown', 'ArrowRight'] },
      { action: 'First, last time of the day', keys: ['Home', 'End'] },
      { action: 'Next, previous appointment', keys: ['j', 'k'] },
      { action: 'Book or open', keys: ['Enter'] },
      { action: 'Day, week, list', keys: ['d', 'w', 'l'] },
      { action: 'Previous, next week or day', keys: ['[', ']'] },
      { action: 'Today', keys: ['t'] },
      { action: 'Go to a day', keys: ['.'] },
      { action: 'Show or hide a person', keys: ['1', '–', '9'] },
      { action: 'To confirm', keys: ['u'] },
    ],
  },
]

type Props = {
  /** The screens and actions that the role may use. */
  nav: { label: string; goKey: string }[]
  acts: { label: string; key: string }[]
}

export function KeyMap({ nav, acts }: Props) {
  const goTo = nav.map(({ label, goKey }) => ({ action: label, keys: ['g', goKey], isChord: true }))
  const anyPage = acts.map(({ label, key }) => ({ action: label, keys: [key] }))
  return (
    <>
      <Section title="Anywhere" entries={[...ANYWHERE, ...anyPage]} />
      <Section title="Go to" entries={goTo} />
      {SECTIONS.map((section) => (
        <Section {...section} />
      ))}
    </>
  )
}

/** client/dialogs.ts reads `data-keys`, so that it lists no key twice. */
function Section({ title, entries }: KeySection) {
  return (
    <section>
      <h3>{title}</h3>
      {entries.map(({ action, keys, isChord }) => (
        <div data-keys={isChord ? undefined : keysOf(keys)}>
          <span>{action}</span>
          <span class="flex items-center gap-1">
            {keys.map((key, index) => (
              <>
                {isChord && index > 0 && <span class="text-xs">then</span>}
                {key === '–' ? key : <Kbd keys={key} />}
              </>
            ))}
          </span>
        </div>
      ))}
    </section>
  )
}

/** `1 – 9` stands for every digit between them. */
function keysOf(keys: string[]): string {
  return (keys.includes('–') ? [...'123456789'] : keys).join(' ').toLowerCase()
}

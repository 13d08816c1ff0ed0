import { Kbd } from './kbd.tsx'

type Entry = { action: string; keys: string[] }

/** The shortcuts that are the same on every page. A page's own are in its `aria-keyshortcuts`. */
const SECTIONS: { title: string; entries: Entry[] }[] = [
  {
    title: 'Anywhere',
    entries: [
      { action: 'Find or do', keys: ['Control+K'] },
      { action: 'Search this page', keys: ['/'] },
      { action: 'Shortcuts', keys: ['?'] },
      { action: 'Close, go back', keys: ['Escape'] },
      { action: 'Save the form', keys: ['Control+Enter'] },
      { action: 'Undo the last action', keys: ['Control+z'] },
      { action: 'Book', keys: ['b'] },
      { action: 'New bill', keys: ['i'] },
      { action: 'New customer', keys: ['c'] },
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
    title: 'Appointments',
    entries: [
      { action: 'Move around', keys: ['ArrowLeft', 'ArrowUp', 'ArrowDown', 'ArrowRight'] },
      { action: 'First, last time of the day', keys: ['Home', 'End'] },
      { action: 'Next, previous appointment', keys: ['j', 'k'] },
      { action: 'Book or open', keys: ['Enter'] },
      { action: 'Move an appointment', keys: ['m'] },
    ],
  },
]

export function KeyMap() {
  return (
    <>
      {SECTIONS.map((section) => (
        <section>
          <h3>{section.title}</h3>
          {section.entries.map((entry) => (
            <div>
              <span>{entry.action}</span>
              <span class="flex gap-1">
                {entry.keys.map((keys) => (
                  <Kbd keys={keys} />
                ))}
              </span>
            </div>
          ))}
        </section>
      ))}
    </>
  )
}

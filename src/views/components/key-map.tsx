import { Kbd } from './kbd.tsx'

type Entry = { act: string; keys: string[] }

/** The keys that mean the same on every page. A page's own stand in its `aria-keyshortcuts`. */
const SECTIONS: { title: string; entries: Entry[] }[] = [
  {
    title: 'Anywhere',
    entries: [
      { act: 'Find or do', keys: ['Control+K'] },
      { act: 'Search this page', keys: ['/'] },
      { act: 'Shortcuts', keys: ['?'] },
      { act: 'Close, go back', keys: ['Escape'] },
      { act: 'Save the form', keys: ['Control+Enter'] },
      { act: 'Undo what was just done', keys: ['Control+z'] },
      { act: 'Book', keys: ['b'] },
      { act: 'New bill', keys: ['i'] },
      { act: 'New customer', keys: ['c'] },
    ],
  },
  {
    title: 'Tables',
    entries: [
      { act: 'Next, previous row', keys: ['j', 'k'] },
      { act: 'Open', keys: ['Enter'] },
      { act: 'First, last row', keys: ['Home', 'End'] },
      { act: 'Previous, next page', keys: ['[', ']'] },
    ],
  },
  {
    title: 'Calendar',
    entries: [
      { act: 'Go', keys: ['ArrowLeft', 'ArrowUp', 'ArrowDown', 'ArrowRight'] },
      { act: 'First, last time of the day', keys: ['Home', 'End'] },
      { act: 'Next, previous appointment', keys: ['j', 'k'] },
      { act: 'Book or open', keys: ['Enter'] },
      { act: 'Take an appointment to another time', keys: ['m'] },
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
              <span>{entry.act}</span>
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

import { PERSON_COLOURS, type PersonColour } from '../components/initials.tsx'
import type { StatusShape } from '../components/status-shapes.ts'
import { Tag } from '../components/tag.tsx'

type SampleEntry = {
  time: string
  day: number
  look: string
  status: StatusShape
  colour: PersonColour
  name: string
  note?: string
}

const DAYS = ['Mon 2', 'Tue 3', 'Wed 4', 'Thu 5', 'Fri 6', 'Sat 7']

const TODAY = 1

const TIMES = ['11:00', '11:30', '12:00', '12:30', '14:00', '14:30', '15:00', '15:30']

const ENTRIES: SampleEntry[] = [
  {
    time: '11:00',
    day: 0,
    look: 'mins-60',
    status: 'completed',
    colour: 'c',
    name: 'Pooja Desai',
    note: 'Chemical peel',
  },
  { time: '11:00', day: 1, look: 'mins-30', status: 'no-show', colour: 'b', name: 'Kavya Nair' },
  {
    time: '12:00',
    day: 1,
    look: 'mins-60 lane-0-of-2 in-progress',
    status: 'confirmed',
    colour: 'd',
    name: 'Isha V.',
    note: 'Hydra facial',
  },
  {
    time: '12:00',
    day: 1,
    look: 'mins-30 lane-1-of-2',
    status: 'confirmed',
    colour: 'a',
    name: 'Aarti B.',
  },
  {
    time: '12:00',
    day: 2,
    look: 'at-10 mins-80 over-lunch',
    status: 'confirmed',
    colour: 'c',
    name: 'Meenal Joshi',
    note: 'Through lunch',
  },
  {
    time: '14:00',
    day: 3,
    look: 'mins-45',
    status: 'scheduled',
    colour: 'b',
    name: 'Ritika Joshi',
    note: 'Consultation',
  },
  {
    time: '14:30',
    day: 4,
    look: 'mins-30',
    status: 'cancelled',
    colour: 'a',
    name: 'Farida Sheikh',
  },
]

/** The calendar table with sample entries. An entry is drawn in the cell where it starts. */
export function SampleWeek() {
  return (
    <section class="mt-4" id="calendar">
      <div class="sec px-5">
        <h2>Calendar</h2>
      </div>
      <table
        class="cal slot-30"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA grid pattern.
        role="grid"
        id="calendar-grid"
        aria-label="Week of 2 March 2026"
      >
        <thead>
          <tr>
            <th class="gutter" scope="col">
              <span class="sr-only">Time</span>
            </th>
            {DAYS.map((day, index) => (
              <th scope="col">
                <span>
                  {index === TODAY ? <Tag tone="here">{day}</Tag> : <b>{day}</b>}
                  <span class="count">{8 + index}</span>
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {TIMES.map((time) => (
            <>
              {time === '14:00' && (
                <tr class="lunch">
                  <td class="gutter" />
                  {DAYS.map(() => (
                    <td>Lunch 13:00–14:00</td>
                  ))}
                </tr>
              )}
              <CalendarRow time={time} />
            </>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function CalendarRow({ time }: { time: string }) {
  return (
    <tr class={time.endsWith('30') ? 'hour-end' : undefined}>
      <th scope="row" class="gutter">
        <span class={time.endsWith('00') && time !== '12:00' ? 'hour' : 'sr-only'}>{time}</span>
        {time === '12:00' && <span class="now-time now-at-5">12:05</span>}
      </th>
      {DAYS.map((day, index) => (
        <td
          class={index === TODAY ? 'today' : index === 5 && time >= '14:30' ? 'closed' : undefined}
        >
          {index === 5 && time >= '14:30' ? (
            time === '14:30' && <span class="closed-note">Closed from 14:30</span>
          ) : (
            // biome-ignore lint/a11y/useAnchorContent: aria-label is the name; CSS shows the time on focus.
            <a
              class={index === 3 && time === '15:30' ? 'cell is-focus' : 'cell'}
              href={`#new-${index}-${time}`}
              id={`cell-${index}-${time.replace(':', '')}`}
              data-time={time}
              aria-label={`${day} March, ${time}, free`}
            />
          )}
          {index === TODAY && time === '12:00' && <span class="now now-at-5" />}
          {ENTRIES.filter((entry) => entry.day === index && entry.time === time).map((entry) => (
            <Entry entry={entry} />
          ))}
        </td>
      ))}
    </tr>
  )
}

function Entry({ entry }: { entry: SampleEntry }) {
  return (
    <a
      class={`ev ${entry.status} ${PERSON_COLOURS[entry.colour]} ${entry.look}`}
      href="#entry"
      id={`entry-${entry.day}-${entry.name.replace(/\W/g, '')}`}
      aria-label={[entry.time, entry.name, entry.note, entry.status].filter(Boolean).join(' ')}
    >
      <b>{entry.name}</b>
      {entry.note && <small>{entry.note}</small>}
    </a>
  )
}

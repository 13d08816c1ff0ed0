import type { Child } from 'hono/jsx'
import { LONG_WAIT_MINS, type DeskStrip as Strip } from '../../domain/desk-strip.ts'
import type { StepName } from '../appointments/step-buttons.tsx'
import type { Visit } from '../appointments/visit.ts'
import { Button } from '../components/button.tsx'
import { CustomerName } from '../components/customer-name.tsx'
import { Form } from '../components/form.tsx'
import { Kbd } from '../components/kbd.tsx'
import { Tag } from '../components/tag.tsx'

type Shared = {
  rights: { book: boolean }
  back: string
  target: string
  formKey: () => string
}

type Person = { visit: Visit; detail: string; tag?: Child }

type Act = { step: StepName; label: string; chord: string }

const START: Act = { step: 'start', label: 'Start', chord: 's' }
const COMPLETE: Act = { step: 'complete', label: 'Complete', chord: 'd' }
const ARRIVED: Act = { step: 'arrived', label: 'Arrived', chord: 'a' }

/** Who waits, who is in a room, and who comes next: each person once, with the step that follows. */
export function DeskStrip({ strip, ...rest }: Shared & { strip: Strip<Visit> }) {
  const { waiting, inRoom, soon } = strip
  const shared = { ...rest, leadId: (waiting[0] ?? soon[0] ?? inRoom[0])?.visit.id }
  return (
    <section
      class="no-print grid gap-px border-b border-rule-2 bg-rule md:grid-cols-3"
      aria-label="At the desk now"
      // Someone's minutes are counted: the page is redrawn each minute.
      data-waits={waiting.length > 0 ? 'true' : undefined}
    >
      <Part
        {...shared}
        title="Waiting"
        none="Nobody is waiting"
        act={START}
        people={waiting.map(({ visit, mins, isLong }) => ({
          visit,
          detail: `${visit.startTime} · ${visit.staff}`,
          tag: <WaitTag since={visit.arrivedTime} mins={mins} isLong={isLong} />,
        }))}
      />
      <Part
        {...shared}
        title="In room"
        none="Nobody is in a room"
        act={COMPLETE}
        people={inRoom.map(({ visit }) => ({
          visit,
          detail: `${visit.room ?? 'Started'} since ${visit.startedTime} · ${visit.staff}`,
        }))}
      />
      <Part
        {...shared}
        title="Next 30 minutes"
        none="Nobody is due"
        act={ARRIVED}
        people={soon.map(({ visit, lateMins }) => ({
          visit,
          detail: `${visit.startTime} · ${visit.staff}`,
          tag: lateMins > 0 && <Tag tone="geru">{lateMins} min late</Tag>,
        }))}
      />
    </section>
  )
}

function WaitTag({ since, mins, isLong }: { since: string | null; mins: number; isLong: boolean }) {
  const title = `Arrived ${since}. Red from ${LONG_WAIT_MINS} minutes.`
  return (
    <Tag tone={isLong ? 'kumkum' : 'here'} icon="clock" title={title}>
      {mins} min
    </Tag>
  )
}

type PartProps = Shared & {
  title: string
  /** What a part without anybody says. */
  none: string
  act: Act
  people: Person[]
  /** The visit that the key leads to. */
  leadId: string | undefined
}

function Part({ title, none, people, ...row }: PartProps) {
  return (
    <section aria-label={title} class="min-w-0 bg-page px-4 pb-1 md:px-5">
      <div class="sec">
        <h2>{title}</h2>
        <span class="meta">{people.length || none}</span>
        {people.some(({ visit }) => visit.id === row.leadId) && <Kbd keys="a" />}
      </div>
      {people.length > 0 && (
        <ul class="divide-y divide-rule">
          {people.map((person) => (
            <Row {...row} {...person} />
          ))}
        </ul>
      )}
    </section>
  )
}

type RowProps = Omit<PartProps, 'title' | 'none' | 'people'> & Person

function Row({ visit, detail, tag, act, leadId, rights, back, target, formKey }: RowProps) {
  const lead = visit.id === leadId ? { 'aria-keyshortcuts': 'a', 'data-lead': 'true' } : {}
  return (
    <li class="flex min-h-[44px] flex-wrap items-center gap-2 py-1" data-row="true">
      <div class="min-w-0 flex-1 basis-28">
        <CustomerName
          name={visit.customer}
          href={`/appointments/${visit.id}`}
          allergies={visit.allergies}
        />
        <p class="meta truncate" title={detail}>
          {detail}
        </p>
      </div>
      {tag}
      {rights.book && (
        <Form
          action={`/appointments/${visit.id}/steps`}
          formKey={formKey()}
          hx={{ target: `#${target}`, swap: 'outerHTML' }}
          label={`${act.label} ${visit.customer}`}
        >
          <input type="hidden" name="back" value={back} />
          <input type="hidden" name="step" value={act.step} />
          {/* A person's button keeps its id from step to step, so that the focus stays with them. It
              has no name, so that a step taken in the schedule leaves the focus there. */}
          <Button small id={`strip-${visit.id}`} busy={act.label} data-status={act.chord} {...lead}>
            {act.label}
          </Button>
        </Form>
      )}
    </li>
  )
}

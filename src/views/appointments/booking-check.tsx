import type { Child } from 'hono/jsx'
import { Alert } from '../components/alert.tsx'
import { Button } from '../components/button.tsx'
import { hx } from '../hx.ts'
import { BookingGhost, type GhostEntry } from './booking-ghost.tsx'
import { panelId } from './calendar-desk.tsx'

export type TimeCheck = {
  /** No other appointment clashes. */
  isFree: boolean
  /** The time is outside hours, past or far ahead, so booking asks for confirmation. */
  hasProblems: boolean
  sentence: string
  /** The nearest free times, when the time is taken. */
  freeTimes: FreeTimeButton[]
}

export type FreeTimeButton = { value: string; label: string; shortcut?: string }

export const bookingCheckId = 'booking-check'
const BOOKING_PRICE_ID = 'booking-price'
const NEXT_FREE_ID = 'next-free'
const BOOKING_SENTENCE_ID = 'booking-sentence'

type Props = {
  id: string | null
  values: Record<string, string | undefined>
  check: TimeCheck | null
  /** The next free times with anybody, a walk-in now first. */
  nextFree: FreeTimeButton[]
  ghost: GhostEntry | null
  price: string | null
  sentence: string
}

/**
 * What the server says to the values of the form. The node stays while its content is replaced, so
 * that the answer to the last question is the one that is shown.
 */
export function BookingCheck(props: Props) {
  return (
    <div
      id={bookingCheckId}
      class="check"
      aria-live="polite"
      data-lost="Not checked: no connection."
    >
      <Answer {...props} />
    </div>
  )
}

/** The answer to a changed field: it replaces the line and all that follows from the fields. */
export function BookingAnswer({ refilled, ...props }: Props & { refilled?: Child }) {
  return (
    <>
      <Answer {...props} />
      <div {...hx({ swapOob: `innerHTML:#${NEXT_FREE_ID}` })}>
        <NextFreeTimes {...props} />
      </div>
      <div {...hx({ swapOob: `innerHTML:#${BOOKING_PRICE_ID}` })}>{props.price}</div>
      <div {...hx({ swapOob: `innerHTML:#${BOOKING_SENTENCE_ID}` })}>{props.sentence}</div>
      {refilled}
    </>
  )
}

/** The next free times with anybody, each with a key. */
export function NextFree(props: Pick<Props, 'id' | 'nextFree'>) {
  return (
    <div id={NEXT_FREE_ID} class="contents">
      <NextFreeTimes {...props} />
    </div>
  )
}

function NextFreeTimes({ id, nextFree }: Pick<Props, 'id' | 'nextFree'>) {
  return <FreeTimes id={id} label="Next free:" times={nextFree} fillsForm class="contents" />
}

export function BookingPrice({ price }: Pick<Props, 'price'>) {
  return (
    <p class="meta mt-1 empty:hidden" id={BOOKING_PRICE_ID}>
      {price}
    </p>
  )
}

export function BookingSentence({ sentence }: Pick<Props, 'sentence'>) {
  return (
    <p class="w-full text-xs empty:hidden" id={BOOKING_SENTENCE_ID}>
      {sentence}
    </p>
  )
}

function Answer({ id, values, check, ghost }: Props) {
  return (
    <>
      <input type="hidden" name="usual" value={values.usual ?? ''} />
      <input type="hidden" name="proposed" value={values.proposed ?? ''} />
      <input type="hidden" name="shown" value={values.shown ?? ''} />
      {check && (
        <Alert
          tone={check.isFree ? (check.hasProblems ? 'geru' : 'neem') : 'kumkum'}
          icon={check.isFree && !check.hasProblems ? 'check' : 'circle-alert'}
        >
          {check.sentence}
        </Alert>
      )}
      {check && <FreeTimes id={id} label="Nearest free times:" times={check.freeTimes} fillsForm />}
      {ghost && <BookingGhost ghost={ghost} />}
    </>
  )
}

type FreeTimesProps = {
  id: string | null
  label: string
  times: FreeTimeButton[]
  /** Pressing one fills it into the form. Otherwise, after a refusal, it books it. */
  fillsForm?: boolean
  class?: string
  /** Another button beside them. */
  children?: Child
}

/** Free times as buttons. */
export function FreeTimes(props: FreeTimesProps) {
  const { id, label, times, fillsForm = false, children } = props
  if (times.length === 0 && !children) return null
  const address = id ? `/appointments/${id}/edit` : '/appointments/new'
  return (
    <div class={props.class ?? 'flex flex-wrap items-center gap-1.5'}>
      {times.length > 0 && <span class="meta">{label}</span>}
      {times.map(({ value, label: words, shortcut }) => (
        <Button
          small
          name="free_time"
          value={value}
          shortcut={shortcut}
          {...(fillsForm ? fillForm(address, value) : {})}
        >
          {words}
        </Button>
      ))}
      {children}
    </div>
  )
}

/** Draws the form again with this time, also without script. */
function fillForm(address: string, value: string) {
  return {
    formaction: address,
    formmethod: 'get' as const,
    ...hx({
      get: address,
      include: 'closest form',
      values: { free_time: value },
      target: `#${panelId}`,
      swap: 'innerHTML',
      sync: 'closest form:replace',
    }),
  }
}

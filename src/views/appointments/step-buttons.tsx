import { type AppointmentStatus, isOpen } from '../../domain/appointments.ts'
import type { UndoRight } from '../../domain/undo.ts'
import { Button } from '../components/button.tsx'
import { Form } from '../components/form.tsx'
import { Kbd } from '../components/kbd.tsx'

export type Steppable = {
  id: string
  customer: string
  status: AppointmentStatus
  isArrived: boolean
  isStarted: boolean
  undoRight: UndoRight
}

export type StepName = 'confirm' | 'arrived' | 'start' | 'complete' | 'cancel' | 'no-show' | 'undo'

type Props = {
  appointment: Steppable
  /** The address to show after the step, and the id of the element that the response replaces. */
  back: string
  target: string
  formKey: string
  /** For a table row: shows the first two steps, with the others in a menu. */
  isCompact?: boolean
}

type Step = {
  name: StepName
  label: string
  /** The key to press after S. */
  chord: string
  variant?: 'primary' | 'danger' | 'quiet'
}

/** The usual reason is first, so that one press is enough to cancel. */
export const CANCEL_REASONS = ['Customer asked', 'Clinic’s side', 'Booked by mistake', 'Other']

const STEPS: Record<StepName, Step> = {
  confirm: { name: 'confirm', label: 'Confirm', chord: 'c' },
  arrived: { name: 'arrived', label: 'Arrived', chord: 'a' },
  start: { name: 'start', label: 'Start', chord: 's' },
  complete: { name: 'complete', label: 'Complete', chord: 'd' },
  cancel: { name: 'cancel', label: 'Cancel', chord: 'x', variant: 'danger' },
  'no-show': { name: 'no-show', label: 'No-show', chord: 'n', variant: 'quiet' },
  undo: { name: 'undo', label: 'Undo', chord: 'z', variant: 'quiet' },
}

/**
 * `c=confirm&a=arrived…`: the letters after S, for entries and rows that show no such button. A key has
 * no field for the reason of a cancellation: it takes the usual one, as one press of the button does.
 */
export const STEP_KEYS = new URLSearchParams([
  ...Object.values(STEPS)
    // An undo has to name the step that it takes back, as its button does.
    .filter(({ name }) => name !== 'undo')
    .map(({ chord, name }) => [chord, name]),
  ['cancel_reason', CANCEL_REASONS[0] ?? ''],
]).toString()

/** The steps that are possible now, the most likely first. */
export function stepsOf(appointment: Steppable): StepName[] {
  const { status, isArrived, isStarted, undoRight } = appointment
  const undo: StepName[] = undoRight ? ['undo'] : []
  if (!isOpen(status)) return undo
  const steps: StepName[] = []
  if (status === 'scheduled' && !isArrived) steps.push('confirm')
  if (!isArrived) steps.push('arrived')
  else if (!isStarted) steps.push('start')
  steps.push('complete')
  if (!isArrived) steps.push('cancel', 'no-show')
  return [...steps, ...undo]
}

export function StepButtons(props: Props) {
  const { appointment, back, target, formKey, isCompact = false } = props
  const steps = stepsOf(appointment).map((name) => STEPS[name])
  const shown = isCompact ? steps.slice(0, 2) : steps
  const inMenu = isCompact ? steps.slice(2) : []
  return (
    <Form
      action={`/appointments/${appointment.id}/steps`}
      formKey={formKey}
      hx={{ target: `#${target}`, swap: 'outerHTML' }}
      class={`inline-flex items-center gap-1.5 ${isCompact ? '' : 'flex-wrap'}`}
      label={`Steps of ${appointment.customer}`}
    >
      <input type="hidden" name="back" value={back} />
      {shown.map((step, index) => (
        <StepButton {...props} step={step} isFirst={index === 0} />
      ))}
      {inMenu.length > 0 && (
        <details class="menu">
          <summary class="btn btn-small btn-quiet" aria-label={`More for ${appointment.customer}`}>
            …
          </summary>
          <div class="menu-body">
            {inMenu.map((step) => (
              <StepButton {...props} step={step} isFirst={false} />
            ))}
            {inMenu.some((step) => step.name === 'cancel') && <CancelReason id={appointment.id} />}
          </div>
        </details>
      )}
      {!isCompact && steps.some((step) => step.name === 'cancel') && (
        <CancelReason id={appointment.id} />
      )}
      {appointment.undoRight === 'with-reason' && (
        <label class="chk">
          <span class="meta">Reason for undo</span>
          <input class="inp w-40" name="undo_reason" maxlength={200} />
        </label>
      )}
    </Form>
  )
}

function StepButton({
  appointment,
  step,
  isCompact,
  isFirst,
}: Props & { step: Step; isFirst: boolean }) {
  return (
    <Button
      name="step"
      value={step.name}
      small={isCompact ?? false}
      variant={step.variant ?? (isFirst && !isCompact ? 'primary' : 'plain')}
      id={`${step.name}-${appointment.id}`}
      data-status={step.chord}
      busy={step.label}
    >
      {step.label}
      {!isCompact && <Kbd keys={`s+${step.chord}`} />}
    </Button>
  )
}

function CancelReason({ id }: { id: string }) {
  return (
    <label class="chk">
      <span class="meta">Reason for cancellation</span>
      <select class="inp h-[26px] w-40 py-0 text-xs" name="cancel_reason" id={`reason-${id}`}>
        {CANCEL_REASONS.map((reason) => (
          <option value={reason}>{reason}</option>
        ))}
      </select>
    </label>
  )
}

import type { UndoRight } from '../../domain/undo.ts'
import type { VisitStep } from '../../domain/visit-steps.ts'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { Kbd } from '../components/kbd.tsx'

export type Steppable = {
  id: string
  customer: string
  /** The steps that are possible now, the most likely first. */
  steps: VisitStep[]
  /** The last step, which Undo takes back. */
  lastStep: string | null
  undoRight: UndoRight
}

export type StepName = VisitStep | 'undo'

/** The field that names the step to undo: another desk may have taken a later one. */
export const undoneStepField = 'undone_step'

type Props = {
  appointment: Steppable
  /** The address to show after the step, and the id of the element that the response replaces. */
  back: string
  target: string
  formKey: string
  /** For a table row: shows the first two steps, with the others in a menu. */
  isCompact?: boolean
  /** What is wrong with the reason for an undo. */
  problem?: string | undefined
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
export function stepsOf({ steps, undoRight }: Steppable): StepName[] {
  return undoRight ? [...steps, 'undo'] : steps
}

export function StepButtons(props: Props) {
  const { appointment, back, target, formKey, isCompact = false } = props
  const steps = stepsOf(appointment)
  if (steps.length === 0) return null
  return (
    <Form
      action={`/appointments/${appointment.id}/steps`}
      formKey={formKey}
      hx={{ target: `#${target}`, swap: 'outerHTML' }}
      class={isCompact ? 'inline-flex items-center gap-1.5' : undefined}
      label={`Steps of ${appointment.customer}`}
    >
      <input type="hidden" name="back" value={back} />
      {appointment.lastStep && (
        <input type="hidden" name={undoneStepField} value={appointment.lastStep} />
      )}
      {isCompact ? <InRow {...props} steps={steps} /> : <OnCard {...props} steps={steps} />}
    </Form>
  )
}

type Listed = Props & { steps: StepName[] }

/**
 * Two steps, and the others in a menu. A step that asks for a reason is always in the menu. On a phone
 * all steps are in the menu, which opens as a sheet.
 */
function InRow({ steps, ...props }: Listed) {
  const { appointment } = props
  const asks = (name: StepName) => name === 'cancel' || (name === 'undo' && asksReason(props))
  const shown = steps.filter((name) => !asks(name)).slice(0, 2)
  const inMenu = steps.filter((name) => !shown.includes(name))
  return (
    <>
      {shown.map((name) => (
        <StepButton {...props} name={name} />
      ))}
      <details class={inMenu.length > 0 ? 'menu' : 'menu md:hidden'}>
        <summary class="btn btn-small btn-quiet" aria-label={`More for ${appointment.customer}`}>
          …
        </summary>
        <div class="menu-body">
          <b class="md:hidden">{appointment.customer}</b>
          {shown.map((name) => (
            <StepButton {...props} name={name} isInSheet />
          ))}
          {inMenu.map((name) => (
            <Asked {...props} name={name} />
          ))}
        </div>
      </details>
    </>
  )
}

/** The most likely step first and large, the others small, each reason beside its step. */
function OnCard({ steps, ...props }: Listed) {
  const first = props.appointment.steps.find((name) => name !== 'cancel')
  const asks = (name: StepName) => name === 'cancel' || name === 'undo'
  const asking = steps.filter(asks)
  const others = steps.filter((name) => name !== first && !asks(name))
  return (
    <div class="space-y-2.5">
      {first && (
        <div class="flex flex-wrap items-center gap-1.5">
          <StepButton {...props} name={first} isPrimary />
          {others.map((name) => (
            <StepButton {...props} name={name} />
          ))}
        </div>
      )}
      {asking.map((name) => (
        <Asked {...props} name={name} />
      ))}
    </div>
  )
}

/** A step, after the field for its reason if it needs one. */
function Asked(props: Props & { name: StepName }) {
  const { appointment, name } = props
  const button = <StepButton {...props} name={name} />
  if (name === 'cancel') {
    return (
      <div class="flex flex-wrap items-end gap-1.5 text-left">
        <CancelReason id={appointment.id} />
        {button}
      </div>
    )
  }
  if (name !== 'undo' || !asksReason(props)) return button
  return (
    <div class="flex items-start gap-1.5 text-left">
      <Field
        name="undo_reason"
        id={`undo-reason-${appointment.id}`}
        label="Reason for undo"
        class={props.isCompact ? 'w-44' : 'min-w-0 flex-1'}
        maxlength={200}
        error={props.problem}
        autofocus={props.problem !== undefined}
      />
      <span class="pt-[23px]">{button}</span>
    </div>
  )
}

function asksReason({ appointment }: Props): boolean {
  return appointment.undoRight === 'with-reason'
}

function StepButton({
  appointment,
  name,
  isCompact,
  isPrimary = false,
  isInSheet = false,
}: Props & { name: StepName; isPrimary?: boolean; isInSheet?: boolean }) {
  const step = STEPS[name]
  return (
    <Button
      name="step"
      value={step.name}
      small={!isPrimary}
      variant={isPrimary ? 'primary' : isCompact || name !== 'undo' ? step.variant : 'plain'}
      id={isInSheet ? undefined : `${step.name}-${appointment.id}`}
      class={isInSheet ? 'md:hidden' : undefined}
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
    <label class="block">
      <span class="meta block">Reason for cancellation</span>
      <select class="inp h-[26px] w-40 py-0 text-xs" name="cancel_reason" id={`reason-${id}`}>
        {CANCEL_REASONS.map((reason) => (
          <option value={reason}>{reason}</option>
        ))}
      </select>
    </label>
  )
}

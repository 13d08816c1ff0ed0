import type { Child } from 'hono/jsx'
import { Button } from '../components/button.tsx'
import { ButtonLink } from '../components/button-link.tsx'
import { Form } from '../components/form.tsx'
import type { Call } from './call.ts'
import { Remind } from './remind.tsx'
import { CANCEL_REASONS } from './step-buttons.tsx'

type Props = {
  call: Call
  /** The address to show after the act, and the id of the element that the response replaces. */
  back: string
  target: string
  formKey: () => string
}

/** How a call can end: confirmed, no answer, a reminder instead, and in the menu what is rarer. */
export function CallButtons(props: Props) {
  const { call, formKey } = props
  return (
    <>
      <Steps {...props} label={`Confirm ${call.customer}`}>
        <Button
          name="step"
          value="confirm"
          small
          id={`confirm-${call.id}`}
          busy="Confirm"
          data-status="c"
          {...(call.isNext ? { 'aria-keyshortcuts': 'u', 'data-lead': 'true' } : {})}
        >
          Confirm
        </Button>
      </Steps>
      <Attempt {...props} outcome="no-answer" label="No answer" shortcut="n" />
      <Remind appointment={call} formKey={formKey()} rowKey="r" />
      <details class="menu">
        <summary class="btn btn-small btn-quiet" aria-label={`More for ${call.customer}`}>
          …
        </summary>
        <div class="menu-body">
          <ButtonLink href={`/appointments/${call.id}/edit`} small data-panel="true">
            Move
          </ButtonLink>
          <Attempt {...props} outcome="call-later" label="Call later" />
          <Steps {...props} label={`Cancel ${call.customer}`}>
            <Button name="step" value="cancel" small variant="danger" busy="Cancel" data-status="x">
              Cancel
            </Button>
            <label class="chk">
              <span class="meta">Reason for cancellation</span>
              <select class="inp h-[26px] w-40 py-0 text-xs" name="cancel_reason">
                {CANCEL_REASONS.map((reason) => (
                  <option value={reason}>{reason}</option>
                ))}
              </select>
            </label>
          </Steps>
        </div>
      </details>
    </>
  )
}

/**
 * A call that settled nothing. Its button has no name or id: after the answer the focus goes to the
 * person to call next, and not back to the same button.
 */
function Attempt({
  call,
  back,
  target,
  formKey,
  outcome,
  label,
  shortcut,
}: Props & { outcome: string; label: string; shortcut?: string }) {
  return (
    <Form
      action={`/appointments/${call.id}/calls`}
      formKey={formKey()}
      hx={{ target: `#${target}`, swap: 'outerHTML' }}
      label={`${label}: ${call.customer}`}
    >
      <input type="hidden" name="back" value={back} />
      <input type="hidden" name="outcome" value={outcome} />
      <Button
        small
        variant="quiet"
        busy={label}
        {...(shortcut ? { 'aria-keyshortcuts': shortcut } : {})}
      >
        {label}
      </Button>
    </Form>
  )
}

function Steps({
  call,
  back,
  target,
  formKey,
  label,
  children,
}: Props & { label: string; children: Child }) {
  return (
    <Form
      action={`/appointments/${call.id}/steps`}
      formKey={formKey()}
      hx={{ target: `#${target}`, swap: 'outerHTML' }}
      class="flex flex-wrap items-center gap-1.5"
      label={label}
    >
      <input type="hidden" name="back" value={back} />
      {children}
    </Form>
  )
}

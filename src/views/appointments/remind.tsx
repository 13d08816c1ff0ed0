import { Button } from '../components/button.tsx'

type Props = {
  appointment: { id: string; customer: string }
  formKey: string
  /** The key that presses the button of the row in focus. */
  rowKey?: string | undefined
}

/** Opens WhatsApp with the reminder filled in, in a new tab. */
export function Remind({ appointment, formKey, rowKey }: Props) {
  return (
    <form
      action={`/appointments/${appointment.id}/messages`}
      method="post"
      target="_blank"
      rel="noopener"
      aria-label={`WhatsApp to ${appointment.customer}`}
    >
      <input type="hidden" name="form_key" value={formKey} />
      <input type="hidden" name="kind" value="appointment_reminder" />
      <Button
        small
        variant="quiet"
        icon="message-circle"
        iconLabel="Remind"
        {...(rowKey ? { 'aria-keyshortcuts': rowKey } : {})}
      />
    </form>
  )
}

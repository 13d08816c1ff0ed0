import { type CalendarDate, formatDay } from '../../domain/dates.ts'
import type { Visit } from '../appointments/visit.ts'
import { Button } from '../components/button.tsx'
import { Form } from '../components/form.tsx'
import { Kbd } from '../components/kbd.tsx'

type Props = {
  visits: Visit[]
  tomorrow: CalendarDate
  rights: { book: boolean }
  back: string
  target: string
  formKey: () => string
}

/** Who is still to be asked for the next day: one reminder and one confirmation each. */
export function ToConfirm({ visits, tomorrow, rights, back, target, formKey }: Props) {
  return (
    <section aria-labelledby="confirm-heading" class="mt-3">
      <div class="sec">
        <h2 id="confirm-heading">To confirm for {formatDay(tomorrow)}</h2>
        <span class="meta">{visits.length}</span>
        {rights.book && visits.length > 0 && <Kbd keys="u" />}
      </div>
      {visits.length === 0 && <p class="meta py-2">Everybody has confirmed.</p>}
      <ul class="divide-y divide-rule">
        {visits.map((visit, index) => (
          <li class="flex min-h-[36px] items-center gap-2 py-1" data-row="true">
            <span class="w-11">{visit.startTime}</span>
            <a class="min-w-0 flex-1 truncate font-medium" href={`/appointments/${visit.id}`}>
              {visit.customer}
            </a>
            {rights.book && (
              <>
                <form
                  action={`/appointments/${visit.id}/messages`}
                  method="post"
                  target="_blank"
                  rel="noopener"
                >
                  <input type="hidden" name="form_key" value={formKey()} />
                  <Button small variant="quiet" icon="message-circle">
                    Remind
                  </Button>
                </form>
                <Form
                  action={`/appointments/${visit.id}/steps`}
                  formKey={formKey()}
                  hx={{ target: `#${target}`, swap: 'outerHTML' }}
                >
                  <input type="hidden" name="back" value={back} />
                  <Button
                    name="step"
                    value="confirm"
                    small
                    id={`confirm-${visit.id}`}
                    busy="Confirm"
                    {...(index === 0 ? { 'aria-keyshortcuts': 'u', 'data-lead': 'true' } : {})}
                  >
                    Confirm
                  </Button>
                </Form>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

import { DateText } from '../components/date-text.tsx'
import { Money } from '../components/money.tsx'
import { SessionDots } from '../components/session-dots.tsx'
import { course } from './course.ts'
import { Part } from './part.tsx'

export function Sessions() {
  return (
    <Part title="Session dots" id="sessions">
      <div class="flex flex-col items-start gap-3">
        <SessionDots sessions={course(8, 5, { links: true })} size="large" />
        <SessionDots sessions={course(8, 5)} />
        <span>
          <SessionDots sessions={course(8, 5)} size="small" />
        </span>
      </div>
      <p class="mt-3 text-base">
        प्रिया मेहता, <Money paise={590_000} always strong />,{' '}
        <DateText date="2026-03-03" format="day" />, <DateText date="2026-03-03" format="long" />
      </p>
    </Part>
  )
}

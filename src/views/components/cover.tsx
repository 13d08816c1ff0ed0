import { Mark } from './mark.tsx'

type Props = { clinicName: string; place?: string | undefined }

/** The green picture beside the sign-in form, drawn like a register's cover. */
export function Cover({ clinicName, place }: Props) {
  return (
    <div class="bare-cover" aria-hidden="true">
      <span class="flex items-center gap-3 text-xl font-semibold">
        <Mark width={36} /> Linqs
      </span>
      <CoverDots />
      <div>
        <p class="text-fig font-semibold">
          Every visit,
          <br />
          one after the other.
        </p>
        <p class="mt-3 text-neem-200">{place ? `${clinicName}, ${place}` : clinicName}</p>
      </div>
    </div>
  )
}

const COVER_ROWS = [8, 3, 10, 6, 2, 9]
const DOTS_PER_ROW = 11

/** Six courses as rows of sessions; one row shows its next session. */
function CoverDots() {
  return (
    <svg class="w-full max-w-[620px]" viewBox="0 0 574 352" stroke-width="3" aria-hidden="true">
      {COVER_ROWS.flatMap((done, row) =>
        Array.from({ length: DOTS_PER_ROW }, (_, index) => (
          <CoverDot
            x={16 + index * 54}
            y={20 + row * 62}
            state={index < done ? 'done' : row === 3 && index === done ? 'next' : 'open'}
            isLast={index === DOTS_PER_ROW - 1}
            isLinked={index + 1 < done}
          />
        )),
      )}
    </svg>
  )
}

type CoverDotProps = {
  x: number
  y: number
  state: 'done' | 'next' | 'open'
  isLast: boolean
  isLinked: boolean
}

function CoverDot({ x, y, state, isLast, isLinked }: CoverDotProps) {
  return (
    <>
      {state === 'done' && <circle cx={x} cy={y} r="14" fill="#27705C" />}
      {state === 'next' && <circle cx={x} cy={y} r="15" fill="#FFC928" />}
      {state === 'open' && <circle cx={x} cy={y} r="12.5" fill="none" stroke="#1C5A49" />}
      {!isLast && <path d={`M${x + 16} ${y}h22`} stroke={isLinked ? '#27705C' : '#1C5A49'} />}
    </>
  )
}

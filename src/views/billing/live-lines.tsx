import { hx } from '../hx.ts'
import {
  LineAmount,
  LineGst,
  LineNote,
  type LineValues,
  lineAmountId,
  lineGstId,
  lineNoteId,
} from './bill-line.tsx'

/** The figures of the lines, out of band, while a bill is typed. */
export function LiveLines({ lines }: { lines: LineValues[] }) {
  const part = hx({ swapOob: 'innerHTML' })
  return (
    <>
      {lines.map(({ number, isUnclear, figures }) => (
        <>
          <span id={lineGstId(number)} {...part}>
            <LineGst figures={figures} />
          </span>
          <span id={lineAmountId(number)} {...part}>
            <LineAmount figures={figures} />
          </span>
          <p id={lineNoteId(number)} {...part}>
            <LineNote isUnclear={isUnclear} figures={figures} />
          </p>
        </>
      ))}
    </>
  )
}

import type { Child } from 'hono/jsx'
import { safeHref } from './safe-href.ts'

export type Figure = {
  label: string
  value: Child
  note?: Child
  /** A sparkline at the right. */
  aside?: Child
  href?: string | undefined
  current?: boolean | undefined
}

type Props = { figures: Figure[]; label: string; small?: boolean | undefined }

/** The figures at the top of a page. A figure that filters the list below is a link. */
export function Figures({ figures, label, small }: Props) {
  return (
    <section class={small ? 'figures figure-small' : 'figures'} aria-label={label}>
      {figures.map((figure) =>
        figure.href ? (
          <a
            class="figure"
            href={safeHref(figure.href)}
            aria-current={figure.current ? 'true' : undefined}
          >
            <FigureContent figure={figure} />
          </a>
        ) : (
          <div class="figure">
            <FigureContent figure={figure} />
          </div>
        ),
      )}
    </section>
  )
}

function FigureContent({ figure }: { figure: Figure }) {
  return (
    <>
      <div class="min-w-0">
        <div class="figure-label">{figure.label}</div>
        <div class="figure-value">{figure.value}</div>
        {figure.note && <div class="figure-note">{figure.note}</div>}
      </div>
      {figure.aside && <span class="hidden xl:block">{figure.aside}</span>}
    </>
  )
}

import { Kbd } from './kbd.tsx'
import { safeHref } from './safe-href.ts'

export type Segment = {
  label: string
  href: string
  count?: number | string | undefined
  current?: boolean | undefined
  shortcut?: string | undefined
}

type Props = { label: string; segments: Segment[]; class?: string | undefined }

/** Links that switch between filters or views of the same page. */
export function Segments({ label, segments, class: className = '' }: Props) {
  return (
    <nav class={`seg ${className}`.trim()} aria-label={label}>
      {segments.map((segment) => (
        <a
          href={safeHref(segment.href)}
          aria-current={segment.current ? 'true' : undefined}
          aria-keyshortcuts={segment.shortcut}
        >
          {segment.label}
          {segment.count !== undefined && (
            <>
              {' '}
              <b>{segment.count}</b>
            </>
          )}
          {segment.shortcut && <Kbd keys={segment.shortcut} />}
        </a>
      ))}
    </nav>
  )
}

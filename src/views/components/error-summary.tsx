import type { Issue } from '../../domain/errors.ts'
import { fieldId } from './field-frame.tsx'
import { Icon } from './icon.tsx'

type Props = {
  issues: Issue[]
  /** What the form does, for the title `Fix 2 things to save`. */
  verb?: string | undefined
  /** Replaces that title. */
  title?: string | undefined
  /** For forms whose field ids are not made from the issue's path. */
  idOf?: ((path: string) => string) | undefined
}

export const errorSummaryId = 'error-summary'

/** Takes the focus and links to each field. An issue with an empty path is about the whole form. */
export function ErrorSummary({ issues, verb = 'save', title, idOf = fieldId }: Props) {
  if (issues.length === 0) return null
  const things = issues.length === 1 ? '1 thing' : `${issues.length} things`
  return (
    <div class="error-summary" id={errorSummaryId} role="alert" tabindex={-1} autofocus>
      <h2 class="flex items-center gap-2 text-base text-kumkum-700">
        <Icon name="octagon-alert" size={18} />
        {title ?? `Fix ${things} to ${verb}`}
      </h2>
      <ol class="mt-1">
        {issues.map((issue) => (
          <li>
            {issue.path === '' ? (
              <span class="font-medium text-kumkum-700">{issue.message}</span>
            ) : (
              <a
                href={`#${idOf(issue.path)}`}
                class="inline-flex min-h-[24px] items-center font-medium text-kumkum-700 underline underline-offset-[3px]"
              >
                {issue.message}
              </a>
            )}
          </li>
        ))}
      </ol>
    </div>
  )
}

import type { Issue } from '../../domain/errors.ts'
import { fieldId } from './field-frame.tsx'
import { Icon } from './icon.tsx'

type Props = {
  issues: Issue[]
  /** `save`, `book`: what the form was about to do. */
  verb?: string | undefined
  /** Where a field's id isn't made from its path. */
  idOf?: ((path: string) => string) | undefined
}

export const errorSummaryId = 'error-summary'

/** Takes the focus, and links to each field. An issue without a path concerns the whole form. */
export function ErrorSummary({ issues, verb = 'save', idOf = fieldId }: Props) {
  if (issues.length === 0) return null
  const things = issues.length === 1 ? '1 thing' : `${issues.length} things`
  return (
    <div class="error-summary" id={errorSummaryId} role="alert" tabindex={-1} autofocus>
      <h2 class="flex items-center gap-2 text-base text-kumkum-700">
        <Icon name="octagon-alert" size={18} />
        Fix {things} to {verb}
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

import { hx } from '../hx.ts'
import { Button } from './button.tsx'
import { ButtonLink } from './button-link.tsx'
import { Icon } from './icon.tsx'

export type FormDraft = {
  /** The address that opens the form. */
  form: string
  /** The draft that holds what is typed here; null before the first one is kept. */
  id: string | null
  /** A form that this person left unsaved. */
  left: { id: string; savedAt: string } | null
}

/**
 * The parts of a form that keep its draft: its address and id for the browser's script, the note
 * *Draft saved 12:05*, and the offer to go on with a form that was left unsaved.
 */
export function FormDraftFields({ draft }: { draft: FormDraft }) {
  const { form, id, left } = draft
  return (
    <>
      <input type="hidden" name="draft_form" value={form} />
      <input type="hidden" name="draft" value={id ?? ''} />
      {left && (
        <p class="draft-left" id="draft-left">
          <Icon name="history" size={16} />
          <span class="flex-1">Not saved at {left.savedAt}. Continue?</span>
          <ButtonLink href={`${form}?draft=${left.id}`} small data-panel="true">
            Continue
          </ButtonLink>
          <Button
            small
            variant="quiet"
            formaction={`/drafts/${left.id}/removal`}
            {...hx({ post: `/drafts/${left.id}/removal`, target: '#main', swap: 'innerHTML' })}
          >
            Discard
          </Button>
        </p>
      )}
    </>
  )
}

/** *Draft saved 12:05*, beside the button that saves. client/drafts.ts fills it in. */
export function DraftNote() {
  return <span class="meta" data-draft-note="true" role="status" />
}

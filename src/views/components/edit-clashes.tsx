import { Button } from './button.tsx'

type Props = {
  clashes: readonly { field: string; label: string; value: string }[]
}

/** Buttons that keep what another desk has saved, in a form that edits the same fields. */
export function EditClashes({ clashes }: Props) {
  if (clashes.length === 0) return null
  return (
    <p class="mb-3 mt-2 flex flex-wrap items-center gap-1.5">
      <span class="meta">Save again to keep yours, or:</span>
      {clashes.map(({ field, label, value }) => (
        <Button name="take" value={field} small id={`take-${field}`}>
          {value === '' ? `Leave ${label} empty` : `Keep “${value}”`}
        </Button>
      ))}
    </p>
  )
}

import { Icon } from './icon.tsx'

/** The allergy beside a name, wherever the name stands. */
export function MedicalAlert({ text }: { text: string }) {
  return (
    <span class="medical">
      <Icon name="octagon-alert" size={14} label="Medical alert:" />
      {text}
    </span>
  )
}

import { Icon } from './icon.tsx'

/** The allergy shown beside a customer's name. */
export function MedicalAlert({ text }: { text: string }) {
  return (
    <span class="medical" title={text}>
      <Icon name="octagon-alert" size={14} label="Medical alert:" />
      <span>{text}</span>
    </span>
  )
}

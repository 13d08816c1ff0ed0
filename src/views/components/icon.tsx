import { raw } from 'hono/html'
import { type IconName, icons } from '../icons.ts'

type Props = {
  name: IconName
  size?: 14 | 16 | 18 | 20
  /** For an icon without text beside it. Otherwise the icon is decoration. */
  label?: string
  class?: string
}

export function Icon({ name, size = 16, label, class: className = '' }: Props) {
  const naming = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': 'true' }
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: an icon is either hidden or named, by the line above.
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      class={`icon ${size <= 14 ? 'icon-small ' : ''}${className}`.trim()}
      {...naming}
    >
      {raw(icons[name])}
    </svg>
  )
}

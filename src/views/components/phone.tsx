import { formatPhone, formatPhoneWithCode, type Phone as PhoneNumber } from '../../domain/phone.ts'
import { safeHref } from './safe-href.ts'

type Props = {
  number: PhoneNumber
  /** Shows `+91` as well. */
  withCode?: boolean | undefined
}

/** A phone number that can be tapped to call: high enough, and away from the name above it. */
export function Phone({ number, withCode }: Props) {
  return (
    <a
      class="inline-block max-md:mt-1.5 whitespace-nowrap leading-6 underline decoration-rule-2 underline-offset-[3px] print:m-0 print:inline print:leading-[inherit]"
      href={safeHref(`tel:${number}`)}
    >
      {withCode ? formatPhoneWithCode(number) : formatPhone(number)}
    </a>
  )
}

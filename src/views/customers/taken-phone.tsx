/** The customer who already has the phone that was typed. */
export type PhoneHolder = { id: string; name: string }

type Props = {
  holder: PhoneHolder | null
  /** What was chosen before, if the form was refused for something else. */
  chosen: string | undefined
  /** A booking can also be for the customer who has the phone. */
  canBook?: boolean | undefined
}

/** Below a phone that is taken: a link to the customer who has it, and ways to go on. */
export function TakenPhone({ holder, chosen, canBook = false }: Props) {
  if (!holder) return null
  const { id, name } = holder
  const uses = [
    ...(canBook ? [{ use: 'customer', label: `Book ${name}` }] : []),
    { use: 'contact', label: `Save without a phone, with ${name} as contact person` },
    { use: '', label: 'Use the phone typed above' },
  ]
  return (
    <fieldset class="mt-1 border-l-4 border-geru-600 bg-geru-50 px-3 py-2 md:col-span-2">
      <legend class="sr-only">This phone number is taken</legend>
      <a class="link" href={`/customers/${id}`}>
        Open {name}
      </a>
      <input type="hidden" name="phone_holder" value={id} />
      <input type="hidden" name="phone_holder_name" value={name} />
      {uses.map(({ use, label }) => (
        <label class="chk flex">
          <input type="radio" name="phone_use" value={use} checked={use === (chosen ?? '')} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  )
}

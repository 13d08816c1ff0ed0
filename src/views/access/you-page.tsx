import { Button } from '../components/button.tsx'
import { Form } from '../components/form.tsx'
import { PageHead } from '../components/page-head.tsx'

type Props = { name: string; role: string }

/** The signed-in person, with the sign-out buttons. */
export function YouPage({ name, role }: Props) {
  return (
    <>
      <PageHead title={name} sub={<span class="capitalize">{role}</span>} />
      <div class="max-w-[560px] space-y-6 px-4 py-4 md:px-5">
        <Form action="/sign-out">
          <Button type="submit" icon="log-out">
            Sign out
          </Button>
        </Form>
        <Form action="/sign-out">
          <input type="hidden" name="everywhere" value="true" />
          <p class="mb-2">
            Left a computer signed in, or lost a phone? This signs you out of every browser and
            program, including this one.
          </p>
          <Button type="submit" icon="log-out">
            Sign out everywhere
          </Button>
        </Form>
      </div>
    </>
  )
}

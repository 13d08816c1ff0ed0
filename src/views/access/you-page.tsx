import { Button } from '../components/button.tsx'
import { Form } from '../components/form.tsx'
import { PageHead } from '../components/page-head.tsx'

type Props = { name: string; role: string }

/** Who is signed in here, and the ways out. */
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
            Left a computer signed in, or lost a phone? This ends every browser and every program
            that is signed in as you, this one too.
          </p>
          <Button type="submit" icon="log-out">
            Sign out everywhere
          </Button>
        </Form>
      </div>
    </>
  )
}

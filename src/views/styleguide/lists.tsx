import { Button } from '../components/button.tsx'
import { DateText } from '../components/date-text.tsx'
import { DefinitionList } from '../components/definition-list.tsx'
import { Empty } from '../components/empty.tsx'
import { Part } from './part.tsx'

export function Lists() {
  return (
    <Part title="Lists and empties" id="others">
      <DefinitionList
        items={[
          { term: 'Allergies', value: 'No known drug allergies' },
          { term: 'Skin type', value: 'Combination, sensitive' },
          { term: 'Customer since', value: <DateText date="2026-01-15" /> },
        ]}
      />
      <Empty inline title="Nothing booked on Mon 9 March." actions={<Button small>Book</Button>}>
        18 slots open for 4 people.
      </Empty>
      <Empty
        title="No enrolments yet"
        actions={
          <Button variant="primary" type="button">
            Enrol customer
          </Button>
        }
      >
        A package is a set of sessions sold together, such as 8 laser visits.
      </Empty>
    </Part>
  )
}

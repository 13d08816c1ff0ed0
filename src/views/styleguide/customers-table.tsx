import { ButtonLink } from '../components/button-link.tsx'
import { MedicalAlert } from '../components/medical-alert.tsx'
import { Money } from '../components/money.tsx'
import { Pagination } from '../components/pagination.tsx'
import { SessionDots } from '../components/session-dots.tsx'
import { Table } from '../components/table.tsx'
import { course } from './course.ts'

type SampleCustomer = {
  id: string
  name: string
  phone: string
  alert?: string
  done: number
  total: number
  balance: number
}

const CUSTOMERS: SampleCustomer[] = [
  {
    id: 'r1',
    name: 'Priya Mehta',
    phone: '98765 43210',
    alert: 'Fragrance',
    done: 5,
    total: 8,
    balance: 0,
  },
  { id: 'r2', name: 'Anjali Singh', phone: '87654 32109', done: 2, total: 6, balance: 240_000 },
  {
    id: 'r3',
    name: 'Sunita Rao',
    phone: '99004 55121',
    alert: 'Aspirin',
    done: 2,
    total: 10,
    balance: 280_000,
  },
]

export function CustomersTable() {
  return (
    <section id="tables">
      <Table
        caption="Customers"
        rows={CUSTOMERS}
        rowId={(row) => row.id}
        rowClass={(row) => (row.id === 'r1' ? 'here' : undefined)}
        total={['All', null, null, <Money paise={520_000} />, null]}
        columns={[
          {
            head: 'Customer',
            rowHead: true,
            phone: 'main',
            sort: { href: '#sort', direction: 'ascending' },
            cell: (row) => (
              <>
                <a class="row-link" href={`#${row.id}`}>
                  {row.name}
                </a>{' '}
                {row.alert && <MedicalAlert text={row.alert} />}
              </>
            ),
          },
          { head: 'Phone', phone: 'line', cell: (row) => row.phone },
          {
            head: 'Packages, sessions done',
            phone: 'hide',
            cell: (row) => <SessionDots size="small" sessions={course(row.total, row.done)} />,
          },
          {
            head: 'Balance',
            right: true,
            phone: 'aside',
            cell: (row) => <Money paise={row.balance} dash />,
          },
          {
            head: '',
            phone: 'hide',
            cell: (row) => (
              <span class="row-keys">
                <ButtonLink href={`#book-${row.id}`} small variant="quiet" shortcut="b">
                  Book
                </ButtonLink>
                <ButtonLink href={`#bill-${row.id}`} small variant="quiet" shortcut="i">
                  Bill
                </ButtonLink>
              </span>
            ),
          },
        ]}
      />
      <Pagination page={2} limit={17} total={48} hrefOf={(page) => `?page=${page}`} />
    </section>
  )
}

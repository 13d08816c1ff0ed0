import { ButtonLink } from './components/button-link.tsx'
import { Delta } from './components/delta.tsx'
import type { AssetUrls } from './components/document.tsx'
import { Figures } from './components/figures.tsx'
import { Filters } from './components/filters.tsx'
import { KeyMap } from './components/key-map.tsx'
import { Money } from './components/money.tsx'
import { PageHead } from './components/page-head.tsx'
import type { NavItem } from './components/rail.tsx'
import { Segments } from './components/segments.tsx'
import { Sparkline } from './components/sparkline.tsx'
import { Page } from './layout.tsx'
import { Blocks } from './styleguide/blocks.tsx'
import { Buttons } from './styleguide/buttons.tsx'
import { SampleWeek } from './styleguide/calendar.tsx'
import { CustomersTable } from './styleguide/customers-table.tsx'
import { Fields } from './styleguide/fields.tsx'
import { Lists } from './styleguide/lists.tsx'
import { Part } from './styleguide/part.tsx'
import { Sessions } from './styleguide/sessions.tsx'
import { Statuses } from './styleguide/statuses.tsx'

type Props = { assets: AssetUrls; nav: NavItem[]; actor: { name: string; role: string } }

/** Every component in every state, to check after a change of design tokens or CSS. */
export function StyleGuide({ assets, nav, actor }: Props) {
  return (
    <Page
      staffId={null}
      title="Style guide"
      clinicName="Linqs"
      assets={assets}
      nav={nav}
      current={null}
      actor={actor}
      widgets
      hints={[
        { keys: ['j', 'k'], text: 'row' },
        { keys: ['Enter'], text: 'open' },
      ]}
    >
      <PageHead
        title="Style guide"
        sub="Neem is the cover, white is the page, haldi marks where you are"
        tools={<Segments label="View" segments={VIEWS} />}
        actions={
          <>
            <ButtonLink href="#buttons" icon="user-plus" shortcut="c">
              New customer
            </ButtonLink>
            <ButtonLink href="#calendar" icon="plus" variant="primary" shortcut="b">
              New appointment
            </ButtonLink>
          </>
        }
      />
      <Figures label="Today" figures={FIGURES} />
      <Filters
        label="Filter customers"
        search={{ action: '/styleguide', placeholder: 'Name or phone' }}
        segments={SEGMENTS}
      />
      <CustomersTable />
      <div class="grid gap-x-8 px-4 md:grid-cols-2 md:px-5">
        <Buttons />
        <Fields />
        <Statuses />
        <Sessions />
        <Blocks />
        <Lists />
      </div>
      <SampleWeek />
      <div class="px-4 md:px-5">
        <Part title="Keyboard map" id="keys">
          <div class="key-map">
            <KeyMap nav={[]} acts={[]} />
          </div>
        </Part>
      </div>
    </Page>
  )
}

const VIEWS = [
  { label: 'Day', href: '#day', shortcut: 'd' },
  { label: 'Week', href: '#week', current: true, shortcut: 'w' },
  { label: 'List', href: '#list', shortcut: 'l' },
]

const SEGMENTS = [
  { label: 'All', href: '#all', count: 48, current: true },
  { label: 'In a package', href: '#package', count: 28 },
  { label: 'Balance due', href: '#due', count: 3 },
]

const FIGURES = [
  {
    label: 'Today’s Appointments',
    value: 14,
    note: <Delta direction="up">3 more than yesterday</Delta>,
    aside: (
      <Sparkline
        label="Appointments, last ten days"
        values={[9, 12, 10, 11, 8, 13, 12, 10, 11, 14]}
      />
    ),
  },
  {
    label: 'Revenue This Month',
    value: <Money paise={4_280_000} />,
    note: <Delta direction="up">12% over 1–3 Feb</Delta>,
    aside: (
      <Sparkline label="Revenue, last ten days" values={[2, 3, 2.8, 5, 4.6, 6, 5.5, 7, 8, 9]} />
    ),
  },
  {
    label: 'Low Stock Alerts',
    value: '3 items',
    note: <Delta direction="down">2 may run out this week</Delta>,
    href: '#stock',
  },
  {
    label: 'Pending Payments',
    value: <Money paise={840_000} />,
    note: '4 invoices, 3 customers',
    href: '#due',
    current: true,
  },
]

import { Initials, type PersonColour } from '../components/initials.tsx'
import { MedicalAlert } from '../components/medical-alert.tsx'
import { Status } from '../components/status.tsx'
import type { StatusShape } from '../components/status-shapes.ts'
import { StockBadge } from '../components/stock-badge.tsx'
import { StockBar } from '../components/stock-bar.tsx'
import { Tag } from '../components/tag.tsx'
import { Part } from './part.tsx'

const APPOINTMENT_STATES: StatusShape[] = [
  'scheduled',
  'confirmed',
  'completed',
  'cancelled',
  'no-show',
]

const OTHER_STATES: StatusShape[] = [
  'paid',
  'partial',
  'pending',
  'draft',
  'full',
  'view',
  'enrol',
  'own',
  'none',
]

const PEOPLE: [PersonColour, string][] = [
  ['a', 'Dr. Vivek Kapoor'],
  ['b', 'Dr. Reena Sharma'],
  ['c', 'Dr. Farah Khan'],
  ['d', 'Nisha Rao'],
  ['e', 'Meena Joshi'],
  ['f', 'Ritu Pillai'],
]

export function Statuses() {
  return (
    <Part title="Status: shape first, then colour" id="statuses">
      <div class="flex flex-wrap gap-x-5 gap-y-2">
        {[...APPOINTMENT_STATES, ...OTHER_STATES].map((status) => (
          <Status status={status} />
        ))}
      </div>
      <div class="mt-3 flex flex-wrap gap-2">
        <Tag tone="here">Today 16:00</Tag>
        <Tag tone="geru">Not closed yet</Tag>
        <Tag tone="kumkum">Withdrawn</Tag>
        <Tag tone="neem">Active</Tag>
        <Tag tone="neel" icon="flag">
          Nearly done
        </Tag>
        <Tag tone="ink" icon="check">
          Completed
        </Tag>
        <MedicalAlert text="Fragrance" />
      </div>
      <div class="mt-3 flex flex-wrap items-center gap-2">
        {PEOPLE.map(([colour, name]) => (
          <Initials name={name} colour={colour} />
        ))}
        <Initials name="Front Desk" />
      </div>
      <div class="mt-3 flex flex-wrap items-center gap-3" id="stock">
        <StockBar quantity={3} threshold={5} full={32} low />
        <StockBar quantity={24} threshold={8} full={32} />
        <StockBadge state="low" />
        <StockBadge state="expiring" expires="30 Apr" />
        <StockBadge state="out" />
        <StockBadge state="in-stock" />
      </div>
    </Part>
  )
}

import type { NewSettings } from '../../db/settings.ts'
import type { Weekday } from '../../domain/dates.ts'

export const BRANCH_NAME = 'MG Road'

export const SETTINGS = {
  clinicName: 'Linqs Cosmetology Clinic',
  address: '14-B, MG Road, Bengaluru 560001',
  clinicPhone: '+919810055555',
  clinicEmail: 'care@linqs.example',
  stateCode: '29',
  gstin: '29AABCL1234A1Z4',
  upiId: 'linqsclinic@upi',
  invoiceTerms:
    'Packages are valid for 12 months from enrolment. Opened products cannot be returned.',
  invoicePrefix: 'INV',
  invoiceSeries: 'calendar_year',
  pricesIncludeTax: true,
  slotMins: 30,
  breakFrom: '13:00',
  breakTo: '14:00',
} satisfies NewSettings

export const OPEN_WEEKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5, 6]
export const OPENING_HOURS = { opens: '09:00', closes: '19:00' }

export const ROOMS = [
  { name: 'Laser room', kind: 'laser', isMachine: true },
  { name: 'Room 1', kind: 'treatment', isMachine: false },
  { name: 'Room 2', kind: 'treatment', isMachine: false },
  { name: 'Facial room', kind: 'facial', isMachine: false },
] as const

export type RoomKind = (typeof ROOMS)[number]['kind']

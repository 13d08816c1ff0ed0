import type { RoomKind } from './clinic.ts'

type TreatmentRow = readonly [
  name: string,
  category: 'Hair' | 'Skin' | 'Laser' | 'Consultation',
  durationMins: number,
  rupees: number,
  sac: string,
  roomKind: RoomKind,
  roomAfterMins: number,
  idealGapDays: number | null,
  needsConsent: boolean,
]

export const TREATMENTS = [
  ['Laser Hair Removal', 'Laser', 60, 4500, '999722', 'laser', 15, 28, true],
  ['Laser Legs', 'Laser', 60, 3800, '999722', 'laser', 15, 28, true],
  ['Laser Underarms', 'Laser', 30, 1800, '999722', 'laser', 15, 28, true],
  ['Laser Upper Lip', 'Laser', 30, 1200, '999722', 'laser', 15, 21, true],
  ['Skin Brightening', 'Skin', 60, 2400, '999722', 'treatment', 0, 14, false],
  ['Anti-Aging Facial', 'Skin', 60, 3200, '999722', 'facial', 15, 7, false],
  ['Botox', 'Skin', 45, 9500, '999722', 'treatment', 15, 120, true],
  ['Chemical Peel', 'Skin', 45, 2200, '999722', 'treatment', 0, 14, true],
  ['Hydra Facial', 'Skin', 60, 2800, '999722', 'facial', 15, 28, false],
  ['LED Therapy', 'Skin', 30, 1200, '999722', 'facial', 0, 7, false],
  ['Microneedling', 'Skin', 60, 3600, '999722', 'treatment', 15, 28, true],
  ['Hair PRP', 'Hair', 60, 3500, '999722', 'treatment', 0, 21, true],
  ['Hair Treatment', 'Hair', 45, 1800, '999729', 'treatment', 0, 14, false],
  ['Mesotherapy', 'Hair', 45, 2800, '999722', 'treatment', 0, 14, true],
  ['Consultation', 'Consultation', 30, 800, '999312', 'treatment', 0, null, false],
  ['Follow-up Visit', 'Consultation', 30, 400, '999312', 'treatment', 0, null, false],
] as const satisfies readonly TreatmentRow[]

export type TreatmentName = (typeof TREATMENTS)[number][0]

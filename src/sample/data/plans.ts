import type { TreatmentName } from './treatments.ts'

type Plan = {
  name: string
  sessions: number
  rupees: number
  validityDays: number
  /** A prepaid plan is billed in full when it is sold, the others session by session. */
  billing: 'prepaid' | 'per_session'
  treatment: TreatmentName
  includes: readonly string[]
  addons: readonly string[]
}

export const PLANS = {
  laser: {
    name: 'Laser Hair Removal — Full Body',
    sessions: 8,
    rupees: 36_000,
    validityDays: 365,
    billing: 'per_session',
    treatment: 'Laser Hair Removal',
    includes: ['Diode Laser', 'Cooling Therapy'],
    addons: ['SPF Shield'],
  },
  brightening: {
    name: 'Skin Brightening Program',
    sessions: 6,
    rupees: 14_400,
    validityDays: 180,
    billing: 'per_session',
    treatment: 'Skin Brightening',
    includes: ['Vitamin C Peel', 'Kojic Acid Serum'],
    addons: ['LED Therapy'],
  },
  prp: {
    name: 'Hair PRP Therapy',
    sessions: 5,
    rupees: 16_000,
    validityDays: 240,
    billing: 'prepaid',
    treatment: 'Hair PRP',
    includes: ['PRP Injection', 'Mesotherapy'],
    addons: ['Scalp Massage'],
  },
  acne: {
    name: 'Acne Treatment Plan',
    sessions: 8,
    rupees: 14_400,
    validityDays: 240,
    billing: 'prepaid',
    treatment: 'Chemical Peel',
    includes: ['Salicylic Peel', 'Blue Light Therapy'],
    addons: ['Spot Gel'],
  },
  ageing: {
    name: 'Anti-Aging Facial Program',
    sessions: 10,
    rupees: 30_000,
    validityDays: 365,
    billing: 'prepaid',
    treatment: 'Anti-Aging Facial',
    includes: ['Hydra Facial', 'Collagen Booster'],
    addons: ['Microcurrent', 'RF Tightening'],
  },
  legs: {
    name: 'Laser Legs — Six Sessions',
    sessions: 6,
    rupees: 19_800,
    validityDays: 365,
    billing: 'prepaid',
    treatment: 'Laser Legs',
    includes: ['Diode Laser'],
    addons: ['Cooling Gel'],
  },
  underarms: {
    name: 'Laser Underarms — Six Sessions',
    sessions: 6,
    rupees: 9_000,
    validityDays: 365,
    billing: 'prepaid',
    treatment: 'Laser Underarms',
    includes: ['Diode Laser'],
    addons: ['Cooling Gel'],
  },
  lip: {
    name: 'Laser Upper Lip — Eight Sessions',
    sessions: 8,
    rupees: 8_000,
    validityDays: 365,
    billing: 'prepaid',
    treatment: 'Laser Upper Lip',
    includes: ['Diode Laser'],
    addons: [],
  },
  hydra: {
    name: 'Hydra Glow Program',
    sessions: 4,
    rupees: 10_000,
    validityDays: 120,
    billing: 'prepaid',
    treatment: 'Hydra Facial',
    includes: ['Hydra Facial', 'Hyaluronic Mask'],
    addons: ['LED Therapy'],
  },
  needling: {
    name: 'Microneedling Course',
    sessions: 4,
    rupees: 12_800,
    validityDays: 180,
    billing: 'prepaid',
    treatment: 'Microneedling',
    includes: ['Microneedling', 'Growth Factor Serum'],
    addons: [],
  },
  revival: {
    name: 'Hair Revival Program',
    sessions: 6,
    rupees: 15_000,
    validityDays: 180,
    billing: 'prepaid',
    treatment: 'Mesotherapy',
    includes: ['Mesotherapy', 'Scalp Peel'],
    addons: ['Low-Level Laser'],
  },
} as const satisfies Record<string, Plan>

export type PlanKey = keyof typeof PLANS

export const PLAN_SAC = '999722'

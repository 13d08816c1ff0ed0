export const SAMPLE_PASSWORD = 'demo-clinic-2026'

/** The accounts of the sample, all with the same password. */
export const SAMPLE_SIGN_INS = [
  { role: 'admin', email: 'admin@linqs.example', name: 'Dr. Reena Sharma' },
  { role: 'doctor', email: 'doctor@linqs.example', name: 'Dr. Vivek Kapoor' },
  { role: 'receptionist', email: 'reception@linqs.example', name: 'Meena Joshi' },
  { role: 'therapist', email: 'therapist@linqs.example', name: 'Nisha Rane' },
] as const

/** In the order of joining, which decides the colours in the calendar. */
export const STAFF = [
  {
    key: 'kapoor',
    name: 'Dr. Vivek Kapoor',
    called: 'Dr. Kapoor',
    initials: 'VK',
    role: 'doctor',
    phone: '+919886014523',
    email: 'doctor@linqs.example',
    specialization: 'Laser Specialist',
    isBookable: true,
  },
  {
    key: 'reena',
    name: 'Dr. Reena Sharma',
    called: 'Dr. Reena',
    initials: 'RS',
    role: 'admin',
    phone: '+919810022110',
    email: 'admin@linqs.example',
    specialization: 'Dermatologist',
    isBookable: true,
    discountCeilingBp: 10_000,
  },
  {
    key: 'ritu',
    name: 'Ritu Pillai',
    called: 'Ritu',
    initials: 'RP',
    role: 'therapist',
    phone: '+919019477310',
    email: 'ritu@linqs.example',
    specialization: 'Hair care',
    isBookable: false,
    isActive: false,
  },
  {
    key: 'nisha',
    name: 'Nisha Rane',
    called: 'Nisha',
    initials: 'NR',
    role: 'therapist',
    phone: '+919743100921',
    email: 'therapist@linqs.example',
    specialization: 'Facials',
    isBookable: true,
  },
  {
    key: 'meena',
    name: 'Meena Joshi',
    called: 'Meena',
    initials: 'MJ',
    role: 'receptionist',
    phone: '+919008065432',
    email: 'reception@linqs.example',
    specialization: 'Front desk',
    isBookable: false,
    discountCeilingBp: 1000,
  },
] as const

export type StaffKey = (typeof STAFF)[number]['key']

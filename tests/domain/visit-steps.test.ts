import { describe, expect, it } from 'vitest'
import { type AppointmentStatus, nameOfLastStep } from '../../src/domain/appointments.ts'
import { possibleSteps } from '../../src/domain/visit-steps.ts'

const NOW = { date: '2026-03-03', time: '12:00' }

describe('possibleSteps', () => {
  it.each([
    ['scheduled', '2026-03-04', '09:00', '', 'confirm cancel'],
    ['confirmed', '2026-03-04', '09:00', '', 'cancel'],
    ['scheduled', '2027-01-01', '09:00', '', 'confirm cancel'],
    ['scheduled', '2026-03-03', '12:01', '', 'confirm arrived complete cancel'],
    ['scheduled', '2026-03-03', '12:00', '', 'confirm arrived complete cancel no-show'],
    ['confirmed', '2026-03-03', '11:00', '', 'arrived complete cancel no-show'],
    ['confirmed', '2026-03-02', '18:00', '', 'arrived complete cancel no-show'],
    ['scheduled', '2026-03-03', '11:00', 'arrived', 'start complete'],
    ['confirmed', '2026-03-03', '11:00', 'arrived started', 'complete'],
    ['completed', '2026-03-03', '11:00', '', ''],
    ['cancelled', '2026-03-04', '11:00', '', ''],
    ['no-show', '2026-03-03', '11:00', '', ''],
  ] as const)(
    'of one that is %s on %s at %s (%s) are: %s %s',
    (status, date, startTime, ...rest) => {
      const [taken = '', steps] = rest
      const isArrived = taken.includes('arrived')
      const isStarted = taken.includes('started')
      const found = possibleSteps({ status, date, startTime, isArrived, isStarted }, NOW)
      expect(found.join(' ')).toBe(steps)
    },
  )
})

describe('nameOfLastStep', () => {
  const AT = new Date('2026-03-03T06:34:00.000Z')
  const none = {
    status: 'scheduled' as AppointmentStatus,
    previousStatus: null,
    statusChangedAt: null,
    arrivedAt: null,
    startedAt: null,
  }

  it.each([
    [{}, null],
    [{ arrivedAt: AT }, 'arrived 2026-03-03T06:34:00.000Z'],
    [{ arrivedAt: AT, startedAt: AT }, 'started 2026-03-03T06:34:00.000Z'],
    [
      { status: 'confirmed', previousStatus: 'scheduled', statusChangedAt: AT },
      'confirmed 2026-03-03T06:34:00.000Z',
    ],
    [
      { status: 'cancelled', previousStatus: 'confirmed', statusChangedAt: AT, arrivedAt: AT },
      'cancelled 2026-03-03T06:34:00.000Z',
    ],
  ] as const)('of %o is %s', (change, name) => {
    expect(nameOfLastStep({ ...none, ...change })).toBe(name)
  })
})

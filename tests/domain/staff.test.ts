import { describe, expect, it } from 'vitest'
import { staffInitials } from '../../src/domain/staff.ts'

describe('staffInitials', () => {
  it.each([
    ['Dr. Asha Rao', 'AR'],
    ['Asha', 'A'],
    ['asha devi rao', 'AR'],
    ["Maeve O'Brien", 'MO'],
    ['Prof Sen', 'S'],
    ['सुषमा कुलकर्णी', 'A'],
    ['सुषमा Kulkarni', 'K'],
    ['Élise Müller', 'EM'],
    ['  ', 'A'],
  ])('gives %j the initials %s', (name, initials) => {
    expect(staffInitials(name)).toBe(initials)
  })
})

import { describe, expect, it } from 'vitest'
import { isAllergic } from '../../src/domain/allergies.ts'

describe('isAllergic', () => {
  it.each([
    null,
    '',
    ' ',
    '-',
    '—',
    'None',
    'none known.',
    'None reported',
    'NKDA',
    'N.K.D.A.',
    'NKA',
    'NA',
    'N/A',
    'n.a.',
    'Nil',
    'Nil known',
    'No',
    'No allergies',
    'No allergy',
    'no known allergies',
    'No known drug allergies',
    'No known drug allergy.',
    'No known food or drug allergies',
    'No drug allergies known',
    'No allergies reported',
    'Nil allergies',
    'Not known',
    'Not any',
    'Nothing known',
    'Unknown',
    'नहीं',
  ])('is false for %j', (text) => expect(isAllergic(text)).toBe(false))

  it.each([
    'Latex',
    'Lidocaine',
    'Nickel',
    'No known drug allergies except penicillin',
    'No latex',
    'None known, but reacts to nuts',
    'Not allergic to latex, but to nickel',
    'NSAIDs',
    'Nilotinib',
    'Drug allergies',
    'Food',
    'No ibuprofen',
    'पेनिसिलिन',
  ])('is true for %j', (text) => expect(isAllergic(text)).toBe(true))
})

import { describe, expect, it } from 'vitest'
import {
  ageWords,
  birthDateText,
  parseBirthDate,
  yearOfBirth,
} from '../../src/domain/birth-dates.ts'

const TODAY = '2026-03-03'

const day = (dateOfBirth: string) => ({ dateOfBirth, birthYear: null })
const year = (birthYear: number) => ({ dateOfBirth: null, birthYear })

describe('parseBirthDate', () => {
  it.each([
    ['15 Apr 1997', day('1997-04-15')],
    ['15 April, 1997', day('1997-04-15')],
    ['15-apr-97', day('1997-04-15')],
    ['Apr 15 1997', day('1997-04-15')],
    ['1997-04-15', day('1997-04-15')],
    ['15/04/1997', day('1997-04-15')],
    ['15.4.97', day('1997-04-15')],
    ['15041997', day('1997-04-15')],
    ['12/05/85', day('1985-05-12')],
    ['5 mar 85', day('1985-03-05')],
    ['3 mar 26', day('2026-03-03')],
    ['4 mar 26', day('1926-03-04')],
    ['1/1/00', day('2000-01-01')],
    ['29 feb 24', day('2024-02-29')],
    ['1985', year(1985)],
    [' 2026 ', year(2026)],
    ['1900', year(1900)],
    ['41 yrs', year(1985)],
    ['41 years old', year(1985)],
    ['41y', year(1985)],
    ['age 41', year(1985)],
  ])('reads %j', (text, birth) => expect(parseBirthDate(text, TODAY)).toEqual(birth))

  it.each([
    ['1 feb', 'yearMissing'],
    ['12/05', 'yearMissing'],
    ['today', 'yearMissing'],
    ['fri', 'yearMissing'],
    ['+3', 'yearMissing'],
    ['4 Mar 2026', 'future'],
    ['2026-03-04', 'future'],
    ['2027', 'future'],
    ['31 Dec 1899', 'tooEarly'],
    ['1899', 'tooEarly'],
    ['200 yrs', 'tooEarly'],
    ['30 feb 1990', 'unclear'],
    ['29 feb 25', 'unclear'],
    ['12/13/1990', 'unclear'],
    ['85', 'unclear'],
    ['soon', 'unclear'],
    ['', 'unclear'],
    ['1 '.repeat(50), 'unclear'],
  ])('says of %j that it is %s', (text, problem) =>
    expect(parseBirthDate(text, TODAY)).toBe(problem),
  )
})

describe('an age', () => {
  it('is exact by a date, and about the number by a year', () => {
    expect(ageWords(day('1997-04-15'), TODAY)).toBe('28')
    expect(ageWords(year(1985), TODAY)).toBe('about 41')
    expect(ageWords({ dateOfBirth: null, birthYear: null }, TODAY)).toBeNull()
  })

  it('stands in the form as it is read back', () => {
    for (const birth of [day('1997-04-15'), year(1985)]) {
      expect(parseBirthDate(birthDateText(birth), TODAY)).toEqual(birth)
    }
    expect(birthDateText({ dateOfBirth: null, birthYear: null })).toBe('')
    expect([yearOfBirth(day('1997-04-15')), yearOfBirth(year(1985))]).toEqual([1997, 1985])
  })
})

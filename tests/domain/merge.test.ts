import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { combineLists, mergeFields } from '../../src/domain/merge.ts'

describe('mergeFields', () => {
  const opened = { name: 'Neha', skin: '', allergies: '' }

  it.each([
    ['nothing changed', {}, {}, { changed: [], clashing: [], elsewhere: [] }],
    ['changed here', { skin: 'Dry' }, {}, { changed: ['skin'], clashing: [], elsewhere: [] }],
    ['changed there', {}, { skin: 'Dry' }, { changed: [], clashing: [], elsewhere: ['skin'] }],
    [
      'different fields',
      { skin: 'Dry' },
      { allergies: 'Latex' },
      { changed: ['skin'], clashing: [], elsewhere: ['allergies'] },
    ],
    [
      'the same field',
      { skin: 'Dry' },
      { skin: 'Oily' },
      { changed: [], clashing: ['skin'], elsewhere: [] },
    ],
    [
      'the same field to the same value',
      { skin: 'Dry' },
      { skin: 'Dry' },
      { changed: [], clashing: [], elsewhere: [] },
    ],
    ['cleared here', { name: '' }, {}, { changed: ['name'], clashing: [], elsewhere: [] }],
  ])('%s', (_, here, there, merge) => {
    expect(mergeFields(opened, { ...opened, ...here }, { ...opened, ...there })).toEqual(merge)
  })

  it('takes a line break for the same however it is sent', () => {
    const merge = mergeFields({ notes: 'a\nb' }, { notes: 'a\r\nb ' }, { notes: 'a\nb' })
    expect(merge.changed).toEqual([])
  })

  it('leaves a field alone that the form does not have', () => {
    expect(mergeFields({}, {}, { notes: 'secret' })).toEqual({
      changed: [],
      clashing: [],
      elsewhere: [],
    })
  })

  it('never writes over what another desk has changed', () => {
    const values = fc.record({ a: fc.constantFrom('1', '2', '3'), b: fc.constantFrom('1', '2') })
    fc.assert(
      fc.property(values, values, values, (before, typed, saved) => {
        const { changed } = mergeFields(before, typed, saved)
        for (const field of changed as ('a' | 'b')[]) expect(saved[field]).toBe(before[field])
      }),
    )
  })
})

describe('combineLists', () => {
  it.each([
    ['Penicillin', 'Latex', 'Penicillin, Latex'],
    ['Penicillin', 'penicillin, Latex', 'penicillin, Latex'],
    ['Penicillin', '', 'Penicillin'],
    ['Lidocaine\nLatex', 'Latex; nickel', 'Lidocaine, Latex, nickel'],
  ])('%j and %j are %j', (one, other, both) => {
    expect(combineLists(one, other)).toBe(both)
  })
})

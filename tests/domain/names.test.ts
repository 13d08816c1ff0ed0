import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  beginsWords,
  foldName,
  holdsWords,
  isVisible,
  searchWords,
} from '../../src/domain/names.ts'

describe('foldName', () => {
  it.each([
    ['Zoe\u0308', 'Zoë', 'zoe'],
    ['Renée', 'RENEE', 'renee'],
    ['\u0958मर', 'क\u093cमर', 'कमर'],
    ['பொன்னி', 'ப\u0bc6\u0bbeன்னி', 'ப\u0bc6\u0bbeன்னி'],
    ['അവൻ', 'അവന്\u200d', 'അവന്'],
    ['Kavita  T', 'Kavita\u00a0T', 'kavita t'],
    ['\u200ePriya Mehta', 'Priya\u200b Mehta\ufeff', 'priya mehta'],
    ["O'Brien", 'O’Brien', 'obrien'],
    ['Oʼbrien', 'o`brien', 'obrien'],
    ['Anne-Marie D’Souza', 'anne marie dsouza', 'anne marie dsouza'],
    ['K.R. Rao', 'K. R.  Rao', 'k r rao'],
    ['Ｐｒｉｙａ', 'priya', 'priya'],
    ['Straße', 'STRASSE', 'strasse'],
    ['Łukasz Søren', 'lukasz soren', 'lukasz soren'],
    ['İbrahim', 'ibrahim', 'ibrahim'],
    ['محمّد', 'محمد', 'محمد'],
  ])('folds %j and %j into %j', (one, other, folded) => {
    expect(foldName(one)).toBe(folded)
    expect(foldName(other)).toBe(folded)
  })

  it('keeps the vowel signs of Indian scripts, which are letters', () => {
    expect(foldName('कमल')).not.toBe(foldName('कोमल'))
    expect(foldName('രാമൻ')).not.toBe(foldName('രമൻ'))
    expect(foldName('ಮೀನಾ')).not.toBe(foldName('ಮನ'))
  })

  it('keeps signs, and finds a name of nothing but dots', () => {
    expect(foldName('<3 100%')).toBe('<3 100%')
    expect(foldName(' ... ')).toBe('...')
    expect(foldName('\u200b')).toBe('')
  })

  it('changes nothing the second time, for any text', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.string())
    fc.assert(
      fc.property(texts, (text) => {
        expect(foldName(foldName(text))).toBe(foldName(text))
      }),
      { seed: 8, numRuns: 2000 },
    )
  })
})

describe('a search for a name', () => {
  it('takes the words in any order, anywhere in the name', () => {
    expect(holdsWords('Priya Mehta', 'meh PRI')).toBe(true)
    expect(holdsWords('Priya Mehta', 'meh pria')).toBe(false)
    expect(searchWords('  Mehta,  priya ')).toEqual(['mehta', 'priya'])
    expect(searchWords('\u200b')).toEqual([])
  })

  it('knows who is named by the beginnings of words', () => {
    expect(beginsWords('Nisha Verma', 'ver nis')).toBe(true)
    expect(beginsWords('Nisha Verma', 'isha verma')).toBe(false)
  })
})

describe('isVisible', () => {
  it.each([
    '',
    ' ',
    '\u200b',
    '\u2060\u200d',
    '\u2800',
    '\u3164',
    '\uffa0',
    '\u115f \u1160',
    '\u0301',
    '\u00a0',
  ])('is false for %j', (text) => expect(isVisible(text)).toBe(false))

  it.each(['A', 'क', '7', '.', '-', '<3', '🙂', '\u200eA', 'ㄱ'])('is true for %j', (text) =>
    expect(isVisible(text)).toBe(true),
  )
})

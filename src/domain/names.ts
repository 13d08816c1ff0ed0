/**
 * Letters that are compared as others and that Unicode doesn't take apart: Latin letters, and the
 * final consonants of Malayalam and Bengali, which have two spellings.
 */
const SPELLED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ൺ: 'ണ്',
  ൻ: 'ന്',
  ർ: 'ര്',
  ൽ: 'ല്',
  ൾ: 'ള്',
  ൿ: 'ക്',
  ৎ: 'ত্',
}
const SPELLED_LETTERS = new RegExp(`[${Object.keys(SPELLED).join('')}]`, 'gu')

const APOSTROPHES = /['’‘‛ʼʻʹ`´′＇]/gu
/**
 * Accents of the Latin, Greek and Cyrillic scripts, vowel points of Arabic and Hebrew, and the nukta
 * of the Indian scripts. The vowel signs of the Indian scripts are letters and stay.
 */
const ACCENTS =
  /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0640\u093c\u09bc\u0a3c\u0abc\u0b3c\u0cbc]/gu
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu
/** U+2800, the empty pattern of Braille, looks like a space. */
const SEPARATORS = /[\s\p{Z}\p{Cc}\p{Pd}\u2800.,()"“”/]+/gu

/**
 * A name as searches and sorting compare it: in small letters, composed in one way, without accents,
 * apostrophes and invisible characters, its words separated by single spaces. It is a function of the
 * program, not of the database, so that stored names and typed words are folded by the same rules,
 * with any database and locale. Compared by code points it gives the alphabetical order.
 */
export function foldName(text: string): string {
  const folded = text
    .replace(APOSTROPHES, '')
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(ACCENTS, '')
    .replace(INVISIBLE, '')
    .replace(SPELLED_LETTERS, (letter) => SPELLED[letter] ?? letter)
    .replace(SEPARATORS, ' ')
    .trim()
  // A name of dots and dashes alone stays findable.
  return folded || text.replace(INVISIBLE, '').trim().toLowerCase()
}

const MAX_WORDS = 10

/** The folded words of a typed name; a name matches when it holds all of them, in any order. */
export function searchWords(text: string): string[] {
  return foldName(text).split(' ').filter(Boolean).slice(0, MAX_WORDS)
}

/** Whether the name holds every typed word. */
export function holdsWords(name: string, typed: string): boolean {
  const folded = foldName(name)
  return searchWords(typed).every((word) => folded.includes(word))
}

/** Whether every typed word begins one of the name's words. */
export function beginsWords(name: string, typed: string): boolean {
  const words = foldName(name).split(' ')
  return searchWords(typed).every((begin) => words.some((word) => word.startsWith(begin)))
}

const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u

/** False for a text of blanks only, also of those that Unicode counts as letters, such as U+3164. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text.replace(INVISIBLE, '').replaceAll('\u2800', ''))
}

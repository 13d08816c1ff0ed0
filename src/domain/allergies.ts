const KIND = '(?:drug|medicine|medication|food|skin|latex|contact|environmental|seasonal|dust)s?'
/**
 * Answers that mean *none*: `Nil known`, `NKDA`, `No known food or drug allergies`. Only the whole
 * text counts, so that no substance is mistaken for one.
 */
const NONE = new RegExp(
  `^(?:${[
    'n ?a|n ?k ?a|n ?k ?d ?a|n ?k ?f ?a|n ?i ?l|no|nope|nah|nothing|unknown|not (?:known|any|applicable|allergic)',
    '(?:none|nil|nothing)(?: (?:known|reported|so far|that i know(?: of)?))*',
    `(?:no|nil|none|not any|without)(?: (?:known|reported|other))*(?: ${KIND}(?: (?:or|and) ${KIND})*)? (?:allerg(?:y|ies|ens?)|reactions?)(?: (?:known|reported|so far))*`,
    'no known',
    'nahi+n?|koi nahi+n?|नहीं|कोई नहीं',
  ].join('|')})$`,
)

/** Whether the text names an allergy to warn about. *None known* is an answer, not an alert. */
export function isAllergic(allergies: string | null): allergies is string {
  if (allergies === null) return false
  const words = allergies
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
  return words !== '' && !NONE.test(words)
}

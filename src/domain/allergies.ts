/**
 * Answers that mean *none*. Only the whole text counts, so that no substance is mistaken for one.
 */
const NONE = /^(none|none known|nil|no|no known allergies|nka|nkda|-|—)\.?$/i

/** Whether the text names an allergy to warn about. *None known* is an answer, not an alert. */
export function isAllergic(allergies: string | null): allergies is string {
  return allergies !== null && allergies.trim() !== '' && !NONE.test(allergies.trim())
}

/** Answers that mean none: only these words, whole, so that no substance is taken for one. */
const NONE = /^(none|none known|nil|no|no known allergies|nka|nkda|-|—)\.?$/i

/** Whether what is noted is an allergy to warn of; *None known* is an answer, not an alert. */
export function isAllergic(allergies: string | null): allergies is string {
  return allergies !== null && allergies.trim() !== '' && !NONE.test(allergies.trim())
}

/** The fields of a form by name, as they are shown. */
export type FieldValues = Readonly<Record<string, string>>

export type Merge = {
  /** Changed in this form, and not elsewhere: these are saved. */
  changed: string[]
  /** Changed here and elsewhere, to different values: a person decides. */
  clashing: string[]
  /** Changed only elsewhere since the form was opened: these stay as they are saved. */
  elsewhere: string[]
}

/**
 * Compares a form with what it was opened with and what is saved now, field by field, so that two
 * people who change different fields both succeed. A field that `opened` lacks counts as unchanged
 * elsewhere.
 */
export function mergeFields(opened: FieldValues, typed: FieldValues, saved: FieldValues): Merge {
  const merge: Merge = { changed: [], clashing: [], elsewhere: [] }
  for (const [field, now] of Object.entries(saved)) {
    const before = opened[field] ?? now
    const mine = typed[field] ?? before
    const isMine = !isSame(mine, before)
    const isTheirs = !isSame(now, before)
    if (isMine && isTheirs && !isSame(mine, now)) merge.clashing.push(field)
    else if (isMine && !isTheirs) merge.changed.push(field)
    else if (isTheirs && !isMine) merge.elsewhere.push(field)
  }
  return merge
}

/** Browsers send line breaks as CRLF, and the database keeps no spaces around a text. */
function isSame(one: string, other: string): boolean {
  return inOneForm(one) === inOneForm(other)
}

const inOneForm = (text: string) => text.replace(/\r\n?/g, '\n').trim()

/** Both texts, without what they say twice: `Penicillin` and `Penicillin, latex` → `Penicillin, latex`. */
export function combineLists(one: string, other: string): string {
  const parts = [one, other].flatMap((text) => text.split(/[,;\n]+/).map((part) => part.trim()))
  const kept = new Map(parts.filter(Boolean).map((part) => [part.toLowerCase(), part]))
  return [...kept.values()].join(', ')
}

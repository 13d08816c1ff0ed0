/** A page of a list: `page` starts at 1, `limit` is 1–100. */
export type Paging = { page: number; limit: number }

export function offsetOf({ page, limit }: Paging): number {
  return (page - 1) * limit
}

/** A LIKE pattern for values that contain the text. Wildcards in it are searched for literally. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}

/** A LIKE pattern for values that end in the text. */
export function endingIn(text: string): string {
  return containing(text).slice(0, -1)
}

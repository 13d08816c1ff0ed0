import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely'
import { foldName, searchWords } from '../domain/names.ts'
import { containing } from './paging.ts'
import type { DB } from './schema.ts'

/** A column of a name's search form. */
type SearchName = Expression<string>

const all = (conditions: Expression<SqlBool>[]) => expressionBuilder<DB>().and(conditions)

/** Whether a name holds every word of the search, in any order. An index on the column serves it. */
export function holdsEveryWord(column: SearchName, search: string): Expression<SqlBool> {
  return all(searchWords(search).map((word) => sql<SqlBool>`${column} like ${containing(word)}`))
}

/**
 * How well a name fits the search, the best first: 0 when it is the name, 1 when every word is one
 * of its words, 2 when every word begins one of them, 3 otherwise.
 */
export function nameRank(column: SearchName, search: string) {
  const among = (patternOf: (word: string) => string) =>
    all(
      searchWords(search).map(
        (word) => sql<SqlBool>`(' ' || ${column} || ' ') like ${patternOf(word)}`,
      ),
    )
  return sql<number>`case
    when ${column} = ${foldName(search)} then 0
    when ${among((word) => containing(` ${word} `))} then 1
    when ${among((word) => containing(` ${word}`))} then 2
    else 3 end`
}

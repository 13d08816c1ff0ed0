import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const SQL_FILE = '.sql'

/** The file of migrations/code that the others build on. */
const FIRST = 'ground'

export type MigrationFile = { name: string; text: string }

/** The numbered files in order: tables and constraints. */
export function readTableFiles(folder: string): MigrationFile[] {
  return namesIn(folder).map((name) => readSql(folder, name))
}

export function tableFileNames(folder: string): string[] {
  return namesIn(folder)
}

/** The functions and triggers: `ground` first, then the others by name. */
export function readCodeFiles(folder: string): MigrationFile[] {
  const code = join(folder, 'code')
  const names = namesIn(code)
  const isFirst = (name: string) => name === FIRST
  return [...names.filter(isFirst), ...names.filter((name) => !isFirst(name))].map((name) =>
    readSql(code, name),
  )
}

/** Changes with any file, numbered or code. */
export function digestOfMigrations(folder: string): string {
  const digest = createHash('sha256')
  for (const { name, text } of [...readTableFiles(folder), ...readCodeFiles(folder)]) {
    digest.update(`${name}\n${text}\n`)
  }
  return digest.digest('hex')
}

function namesIn(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(SQL_FILE))
  return files.map((file) => file.slice(0, -SQL_FILE.length)).sort()
}

function readSql(folder: string, name: string): MigrationFile {
  return { name, text: readFileSync(join(folder, name + SQL_FILE), 'utf8') }
}

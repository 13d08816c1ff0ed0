// Writes src/db/schema.ts and docs/schema.sql from the migrated database at DATABASE_URL
// (npm run db:types). With --check it only compares, and fails when a file is out of date.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { schemaText } from './schema-text.mjs'

const folder = mkdtempSync(join(tmpdir(), 'linqs-types-'))
const out = join(folder, 'schema.ts')
execFileSync(
  process.execPath,
  [
    'node_modules/kysely-codegen/dist/cli/bin.js',
    '--dialect=postgres',
    `--url=${process.env.DATABASE_URL}`,
    '--date-parser=string',
    '--numeric-parser=string',
    '--exclude-pattern=(kysely_*|jobs.*)',
    `--out-file=${out}`,
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
)
// The branch scope fills branch_id, and src/db/connect.ts reads counts as numbers.
const types = readFileSync(out, 'utf8')
  .replaceAll(' branch_id: string;', ' branch_id: Generated<string>;')
  .replace(/export type Int8 = .*/, 'export type Int8 = ColumnType<number, number, number>;')
rmSync(folder, { recursive: true })

const texts = {
  'src/db/schema.ts': types,
  'docs/schema.sql': await schemaText(process.env.DATABASE_URL),
}
for (const [file, text] of Object.entries(texts)) {
  const url = new URL(`../${file}`, import.meta.url)
  if (!process.argv.includes('--check')) writeFileSync(url, text)
  else if (readFileSync(url, 'utf8') !== text) {
    process.stderr.write(`${file} is out of date. Run npm run db:types.\n`)
    process.exitCode = 1
  }
}

// Writes src/db/schema.ts from the database at DATABASE_URL: npm run db:types.
// With --check it compares instead, and fails when the file is stale.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SCHEMA_FILE = new URL('../src/db/schema.ts', import.meta.url)

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
// The branch scope fills branch_id, and counts arrive as safe numbers (src/db/connect.ts).
const types = readFileSync(out, 'utf8')
  .replaceAll(' branch_id: string;', ' branch_id: Generated<string>;')
  .replace(/export type Int8 = .*/, 'export type Int8 = ColumnType<number, number, number>;')
rmSync(folder, { recursive: true })

if (process.argv.includes('--check')) {
  if (readFileSync(SCHEMA_FILE, 'utf8') !== types) {
    process.stderr.write('src/db/schema.ts is stale: run npm run db:types\n')
    process.exit(1)
  }
} else {
  writeFileSync(SCHEMA_FILE, types)
}

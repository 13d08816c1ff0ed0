import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { PROJECT_DIR } from '../src/project.ts'

/** For each file, an import that its layer refuses and one that it allows. */
const IMPORTS: [file: string, wrong: string, right: string][] = [
  ['src/domain/probe.ts', '../db/bills.ts', './money.ts'],
  ['src/domain/probe.ts', 'zod', './money.ts'],
  ['src/domain/probe.ts', 'node:fs', './money.ts'],
  ['src/domain/papers/probe.ts', '../../use-cases/bills.ts', '../money.ts'],
  ['src/db/probe.ts', '../use-cases/bills.ts', '../domain/money.ts'],
  ['src/db/probe.ts', 'hono', 'kysely'],
  ['src/use-cases/probe.ts', '../routes/http/render.tsx', '../db/bills.ts'],
  ['src/use-cases/probe.ts', 'hono/jsx', '../domain/money.ts'],
  ['src/use-cases/probe.ts', 'oslo', '../domain/money.ts'],
  ['src/use-cases/logins.ts', '../views/shared/layout.tsx', 'oslo'],
  ['src/views/billing/probe.ts', '../../db/bills.ts', '../../domain/money.ts'],
  ['src/views/billing/probe.ts', '../../use-cases/bills.ts', 'hono/jsx'],
  ['src/pdf/probe.ts', '../db/bills.ts', '../domain/money.ts'],
  ['src/pdf/probe.ts', '../views/shared/layout.tsx', 'hono/html'],
  ['src/client/probe.ts', '../db/bills.ts', '../domain/money.ts'],
  ['src/client/probe.ts', 'node:fs', '../domain/money.ts'],
  ['src/routes/billing/probe.ts', '../../jobs/queue.ts', '../../use-cases/bills.ts'],
  ['src/routes/billing/probe.ts', 'pg', '../../db/bills.ts'],
  ['src/jobs/probe.ts', '../routes/http/render.tsx', '../use-cases/bills.ts'],
  ['src/storage/probe.ts', '../db/bills.ts', '../domain/money.ts'],
  ['src/sample/probe.ts', '../routes/http/render.tsx', '../use-cases/bills.ts'],
  ['src/commands/probe.ts', '../routes/http/render.tsx', '../app.ts'],
]

type Diagnostic = { category: string; location: { path: string } }

const {
  vcs: _,
  $schema: __,
  ...RULES
} = JSON.parse(readFileSync(join(PROJECT_DIR, 'biome.json'), 'utf8'))

const folder = mkdtempSync(join(tmpdir(), 'layers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Lints one file per row and gives the rows whose import is refused. */
function refusedRows(name: string, imports: [file: string, from: string][]): number[] {
  const root = join(folder, name)
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  write('biome.json', JSON.stringify(RULES))
  const files = imports.map(([file], row) => file.replace('probe', `probe-${row}`))
  imports.forEach(([, from], row) => {
    write(files[row] ?? '', `import '${from}'\n`)
  })
  const biome = join(PROJECT_DIR, 'node_modules/.bin/biome')
  const flags = ['lint', '--reporter=json', '--max-diagnostics=none', '.']
  const { stdout } = spawnSync(biome, flags, { cwd: root, encoding: 'utf8' })
  const found = (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics
    .filter(({ category }) => category === 'lint/style/noRestrictedImports')
    .map(({ location }) => location.path)
  return files.flatMap((file, row) => (found.includes(file) ? [row] : []))
}

describe('the lint rules of each layer', () => {
  const rows = IMPORTS.map((_, row) => row)

  it('refuse a wrong import', () => {
    const wrong = IMPORTS.map(([file, from]): [string, string] => [file, from])
    expect(refusedRows('wrong', wrong)).toEqual(rows)
  })

  it('allow a right one', () => {
    const right = IMPORTS.map(([file, , from]): [string, string] => [file, from])
    expect(refusedRows('right', right)).toEqual([])
  })

  it('are tried for every folder of src', () => {
    const folders = readdirSync(join(PROJECT_DIR, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
    const tried = new Set(IMPORTS.map(([file]) => file.split('/')[1]))
    expect([...tried].toSorted()).toEqual(folders.toSorted())
  })
})

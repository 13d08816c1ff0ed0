import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PROJECT_DIR } from '../src/project.ts'

/** Which nouns a noun may not import, beside vocabularies and rules. biome.json keeps folders apart. */
const ABOVE = {
  customers: ['inventory', 'packages', 'appointments', 'billing'],
  inventory: ['packages', 'appointments', 'billing'],
  packages: ['appointments', 'billing'],
  appointments: ['billing'],
  billing: ['appointments'],
}

const FILES = Object.keys(ABOVE)
  .flatMap((noun) => ['db', 'use-cases'].map((layer) => join('src', layer, `${noun}.ts`)))
  .filter((file) => existsSync(join(PROJECT_DIR, file)))

function importsOf(source: string): string[] {
  return [...source.matchAll(/\bfrom '(\.[^']+)'/g)]
    .map(([, path = '']) => path)
    .filter((path) => !path.includes('/domain/'))
    .map((path) => basename(path, '.ts'))
}

describe('nouns import downward only', () => {
  it.each(FILES)('%s', (file) => {
    const noun = basename(file, '.ts') as keyof typeof ABOVE
    const imports = importsOf(readFileSync(join(PROJECT_DIR, file), 'utf8'))
    expect(imports.length).toBeGreaterThan(0)
    expect(imports.filter((name) => ABOVE[noun].includes(name))).toEqual([])
  })

  it('finds an import that goes upward', () => {
    expect(importsOf("import { x } from '../db/billing.ts'\n} from './packages.ts'")).toEqual([
      'billing',
      'packages',
    ])
  })
})

describe('use cases never call each other', () => {
  const folder = join(PROJECT_DIR, 'src/use-cases')
  const files = readdirSync(folder)
  const sourceOf = (file: string) => readFileSync(join(folder, file), 'utf8')
  /** A use case authorises in its first line; the steps that use cases share don't. */
  const EXPORTED = /export async function (\w+)[\s\S]*?\n\}\n/g
  const useCases = new Set(
    files.flatMap((file) =>
      [...sourceOf(file).matchAll(EXPORTED)]
        .filter(([text]) => text.includes('authorize(actor'))
        .map(([, name]) => name ?? ''),
    ),
  )

  it.each(files)('%s', (file) => {
    const imported = [...sourceOf(file).matchAll(/import \{([^}]*)\} from '\.\//g)]
      .flatMap(([, names = '']) => names.split(','))
      .map((name) => name.replace(/^\s*type\s/, '').trim())
    expect(imported.filter((name) => useCases.has(name))).toEqual([])
  })

  it('knows a use case from a step', () => {
    expect(useCases.has('bookAppointment')).toBe(true)
    expect(useCases.has('prepareBooking')).toBe(false)
  })
})

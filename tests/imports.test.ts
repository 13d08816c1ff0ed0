import { existsSync, readFileSync } from 'node:fs'
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

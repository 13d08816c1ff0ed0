import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { openEmbedded } from '../../src/db/embedded.ts'
import { prepareCluster, templateFile } from '../../src/db/embedded-template.ts'
import { isMigrated } from '../../src/db/migrate.ts'
import { MIGRATIONS_DIR, PROJECT_DIR } from '../../src/project.ts'
import { temporaryFolder } from '../support/folder.ts'

const nothing = () => {}
const onError = (error: Error) => {
  throw error
}

describe('the first start of an embedded database', { timeout: 60_000 }, () => {
  const root = temporaryFolder()
  const template = inject('embeddedTemplate')

  it('uses the template, which is migrated', async () => {
    const folder = join(root, 'quick')
    let isAnnounced = false
    await prepareCluster(folder, template, () => {
      isAnnounced = true
    })
    expect(isAnnounced).toBe(true)
    expect(readdirSync(folder)).toEqual(['cluster'])
    const database = await openEmbedded({ folder, template: null, onError })
    expect(await isMigrated(database, MIGRATIONS_DIR)).toBe(true)
    await database.close()
  })

  it('creates the cluster itself when there is no template', async () => {
    const folder = join(root, 'slow')
    await prepareCluster(folder, join(root, 'no-template.tgz'), nothing)
    const database = await openEmbedded({ folder, template: null, onError })
    const { rows } = await database.pool.query('select 1 as one')
    expect(rows).toEqual([{ one: 1 }])
    await database.close()
  })

  it('removes a half-made cluster after a kill', async () => {
    const folder = join(root, 'killed')
    mkdirSync(join(folder, 'draft', 'cluster', 'base'), { recursive: true })
    writeFileSync(join(folder, 'draft', 'cluster', 'PG_VERSION'), '18\n')
    await prepareCluster(folder, template, nothing)
    expect(readdirSync(folder)).toEqual(['cluster'])
    const database = await openEmbedded({ folder, template: null, onError })
    expect(await isMigrated(database, MIGRATIONS_DIR)).toBe(true)
    await database.close()
  })

  it('keeps an existing cluster', async () => {
    const folder = join(root, 'kept')
    mkdirSync(join(folder, 'cluster'), { recursive: true })
    await prepareCluster(folder, template, () => {
      throw new Error('it made another')
    })
    expect(readdirSync(join(folder, 'cluster'))).toEqual([])
  })
})

describe('the template', () => {
  const project = temporaryFolder()

  it('has another name when a migration changes', () => {
    cpSync(MIGRATIONS_DIR, join(project, 'migrations'), { recursive: true })
    const name = (path: string) => path.slice(path.lastIndexOf('embedded-'))
    expect(name(templateFile(project))).toBe(name(templateFile(PROJECT_DIR)))
    writeFileSync(join(project, 'migrations', '9999-more.sql'), 'select 1;')
    expect(name(templateFile(project))).not.toBe(name(templateFile(PROJECT_DIR)))
    expect(existsSync(templateFile(project))).toBe(false)
  })
})

// Makes the template that lets an embedded database start quickly the first time; npm's prepare
// runs it. It never fails an install: without a template, the first start creates the database
// itself.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Makes the template for the current migrations if it is missing. Returns its path. */
export async function ensureTemplate() {
  const { templateFile } = await import('../src/db/embedded-template.ts')
  const file = templateFile(root)
  if (!existsSync(file)) await makeTemplate(file)
  return file
}

async function makeTemplate(file) {
  const { migrate } = await import('../src/db/migrate.ts')
  replaceTemplates(
    file,
    await dumpCluster((database) => migrate(database, join(root, 'migrations'))),
  )
}

/**
 * Fills a new embedded database, or a copy of the one in `from`, and returns it as a gzipped
 * tarball.
 */
export async function dumpCluster(fill, from) {
  const { PGlite } = await import('@electric-sql/pglite')
  const { btree_gist } = await import('@electric-sql/pglite/contrib/btree_gist')
  const { pg_trgm } = await import('@electric-sql/pglite/contrib/pg_trgm')
  const { createPgConfig } = await import('@electric-sql/pglite/node-postgres')
  const { default: pg } = await import('pg')
  const { overPool, types } = await import('../src/db/connect.ts')

  const lite = await PGlite.create({
    extensions: { btree_gist, pg_trgm },
    ...(from ? { loadDataDir: new Blob([readFileSync(from)]) } : {}),
  })
  const pool = new pg.Pool({ ...createPgConfig(lite), types, max: 1 })
  const database = overPool(pool, {
    isEmbedded: true,
    onError: (error) => process.stderr.write(`${error.message}\n`),
    listen: (channel, onPayload) => lite.listen(channel, onPayload),
    close: () => pool.end(),
  })
  await fill(database)
  const tarball = Buffer.from(await (await lite.dumpDataDir('gzip')).arrayBuffer())
  await database.close()
  await lite.close()
  return tarball
}

/** Renames a complete file into place, and deletes the templates of other schemas. */
function replaceTemplates(file, tarball) {
  const folder = dirname(file)
  mkdirSync(folder, { recursive: true })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, tarball)
  for (const name of readdirSync(folder)) {
    const isOther = join(folder, name) !== draft && name !== basename(file)
    if (isOther && name.startsWith('embedded-')) rmSync(join(folder, name), { force: true })
  }
  renameSync(draft, file)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await ensureTemplate()
  } catch (error) {
    process.stdout.write(
      `The template of the embedded database could not be made (${error.message}). ` +
        'The first start will take a few seconds longer.\n',
    )
  }
}

import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'

/** A folder that is there while the tests of a file or a describe run. */
export function temporaryFolder(): string {
  const folder = join(tmpdir(), `linqs-test-${randomUUID()}`)
  beforeAll(() => {
    mkdirSync(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

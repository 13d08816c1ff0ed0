import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** A folder that is there until the tests of a file or a describe are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'linqs-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

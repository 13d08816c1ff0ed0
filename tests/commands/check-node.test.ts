import { describe, expect, it } from 'vitest'
import { checkNode } from '../../src/commands/check-node.ts'

describe('the check of Node', () => {
  it.each(['22.12.0', '22.13.1', '23.0.0', '24.21.0', '100.0.0'])('accepts %s', (version) => {
    expect(() => checkNode(version)).not.toThrow()
  })

  it.each(['22.11.0', '20.20.2', '18.0.0', '9.12.0'])(
    'refuses %s and says what to do',
    (version) => {
      expect(() => checkNode(version)).toThrow(
        `LinqsClinic needs Node 22.12 or newer, and this is Node ${version}. Start it with npm`,
      )
    },
  )
})

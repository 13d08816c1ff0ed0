import { Bcrypt } from 'oslo/password'
import { describe, expect, it } from 'vitest'
import {
  hashPassword,
  isOutdated,
  verifyDecoy,
  verifyPassword,
} from '../../src/use-cases/passwords.ts'

const PASSWORD = 'four plain words here'

describe('hashPassword', () => {
  it('is Argon2id with 19 MiB, two passes and one lane, salted each time', async () => {
    const [first, second] = [await hashPassword(PASSWORD), await hashPassword(PASSWORD)]
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(second).not.toBe(first)
    expect(isOutdated(first)).toBe(false)
  })
})

describe('verifyPassword', () => {
  it('knows the right password from a wrong one', async () => {
    const hash = await hashPassword(PASSWORD)
    expect(await verifyPassword(hash, PASSWORD)).toBe(true)
    expect(await verifyPassword(hash, `${PASSWORD} `)).toBe(false)
    expect(await verifyPassword(hash, '')).toBe(false)
  })

  it('goes by the cost that the hash was made at', async () => {
    const hash = await hashPassword(PASSWORD, { memorySize: 64, iterations: 1, parallelism: 1 })
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/)
    expect(await verifyPassword(hash, PASSWORD)).toBe(true)
    expect(await verifyPassword(hash, 'another one')).toBe(false)
  })

  it('takes the bcrypt of imported staff, and calls it outdated', async () => {
    const hash = await new Bcrypt({ cost: 4 }).hash(PASSWORD)
    expect(await verifyPassword(hash, PASSWORD)).toBe(true)
    expect(await verifyPassword(hash, 'another one')).toBe(false)
    expect(isOutdated(hash)).toBe(true)
  })
})

describe('verifyDecoy', () => {
  it('is never right, and takes the time of a real check', async () => {
    await verifyDecoy(PASSWORD)
    const hash = await hashPassword(PASSWORD)
    const timed = async (check: () => Promise<boolean>) => {
      const times: number[] = []
      for (let round = 0; round < 5; round++) {
        const started = performance.now()
        expect(await check()).toBe(false)
        times.push(performance.now() - started)
      }
      return Math.min(...times)
    }
    const real = await timed(() => verifyPassword(hash, 'wrong'))
    const decoy = await timed(() => verifyDecoy('wrong'))
    // Without its work it would take a thousandth of the time.
    expect(decoy).toBeGreaterThan(real / 5)
  })
})

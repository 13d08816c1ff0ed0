import { Bcrypt } from 'oslo/password'
import { describe, expect, it } from 'vitest'
import {
  hashPassword,
  isOutdated,
  MAX_PASSWORD_LENGTH,
  passwordProblem,
  verifyNothing,
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

describe('verifyNothing', () => {
  it('is never right, and takes the time of a real check', async () => {
    await verifyNothing(PASSWORD)
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
    const decoy = await timed(() => verifyNothing('wrong'))
    // Without its work it would take a thousandth of the time.
    expect(decoy).toBeGreaterThan(real / 5)
  })
})

describe('passwordProblem', () => {
  const asha = { email: 'asha.rao@clinic.in', name: 'Asha Rao' }
  const GUESSABLE = 'This password is easy to guess. Use a few words.'

  it.each([
    ['', 'Use at least 10 characters.'],
    ['nine char', 'Use at least 10 characters.'],
    ['x'.repeat(MAX_PASSWORD_LENGTH + 1), 'Use at most 128 characters.'],
    ['aaaaaaaaaaaa', GUESSABLE],
    ['abababababab', GUESSABLE],
    ['Password2026!', GUESSABLE],
    ['qwertyuiop12', GUESSABLE],
    ['1234567890ab', GUESSABLE],
    ['our LinqsClinic', GUESSABLE],
    ['asha.rao-2026', GUESSABLE],
    ['ASHA.RAO-2026', GUESSABLE],
  ])('of %j is %j', (password, problem) => {
    expect(passwordProblem(password, asha)).toBe(problem)
  })

  it('sees the address in it however the address is written', () => {
    const about = { email: 'Asha.Rao@Clinic.in', name: 'Asha Rao' }
    expect(passwordProblem('asha.rao-2026', about)).toBe(GUESSABLE)
  })

  it('sees the name in any case', () => {
    const about = { email: 'x@clinic.in', name: 'Chandrasekhar' }
    expect(passwordProblem('chandraSEKHAR', about)).toBe(GUESSABLE)
  })

  it.each(['monsoon tea garden', 'demo-clinic-2026', `${'x'.repeat(118)}abcdefghij`])(
    'lets %j be chosen',
    (password) => {
      expect(passwordProblem(password, asha)).toBeNull()
    },
  )

  it('does not take a short address for a part of every password', () => {
    const about = { email: 'me@clinic.in', name: 'Meena Joshi' }
    expect(passwordProblem('some summer evening', about)).toBeNull()
  })
})

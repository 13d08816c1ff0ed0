import { describe, expect, it } from 'vitest'
import { MAX_PASSWORD_LENGTH, passwordProblem } from '../../src/domain/passwords.ts'

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
  ])('says of %j: %j', (password, problem) => {
    expect(passwordProblem(password, asha)).toBe(problem)
  })

  it('finds the e-mail address in the password, in any case', () => {
    const about = { email: 'Asha.Rao@Clinic.in', name: 'Asha Rao' }
    expect(passwordProblem('asha.rao-2026', about)).toBe(GUESSABLE)
  })

  it('finds the name in any case', () => {
    const about = { email: 'x@clinic.in', name: 'Chandrasekhar' }
    expect(passwordProblem('chandraSEKHAR', about)).toBe(GUESSABLE)
  })

  it.each(['monsoon tea garden', 'demo-clinic-2026', `${'x'.repeat(118)}abcdefghij`])(
    'lets %j be chosen',
    (password) => {
      expect(passwordProblem(password, asha)).toBeNull()
    },
  )

  it('ignores a short e-mail address, which is part of many words', () => {
    const about = { email: 'me@clinic.in', name: 'Meena Joshi' }
    expect(passwordProblem('some summer evening', about)).toBeNull()
  })
})

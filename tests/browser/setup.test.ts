import { expect, it } from 'vitest'
import { useDesk } from '../support/browser.ts'

const desk = useDesk({ setupCode: 'QRST2345' })

it('opens the set-up page, refuses wrong input, and keeps what is typed', async () => {
  const screen = await desk.openEither(null, false)
  await screen.goto('/')
  await screen.find('heading', 'Set up the clinic')
  await screen.fill('Clinic name', 'Neem & Haldi')
  await screen.fill('Opens', 'early')
  await screen.fill('E-mail', 'owner')
  await screen.fill('One-time code', 'wrong')
  await screen.click('button', 'Save and sign in')
  await screen.reads('This is not the code that the server printed.')
  await screen.reads('Enter a time like 9:30 or 4p.')
  expect((await screen.focus()).id).toBe('error-summary')
  expect(await screen.value('Clinic name')).toBe('Neem & Haldi')
  await screen.fill('One-time code', 'qrst2345')
  await screen.click('button', 'Save and sign in')
  await screen.reads('Enter a time like 9:30 or 4p.')
  await screen.reads('Enter a full e-mail, like name@clinic.in.')
  expect(await screen.title()).toMatch(/^Error: /)
})

it('sets the clinic up and signs its admin in', async () => {
  const screen = await desk.open(null)
  await screen.goto('/setup')
  for (const [name, text] of Object.entries({
    'One-time code': 'QRST2345',
    'Clinic name': 'Neem & Haldi',
    Address: '1 Church Street, Bengaluru',
    Name: 'Dr. Asha Rao',
    'E-mail': 'asha@neem.example',
    Password: 'three quiet mornings',
  })) {
    await screen.fill(name, text)
  }
  await screen.click('button', 'Save and sign in')
  await screen.reads('The clinic is set up.')
  await screen.find('heading', 'Dashboard')
  expect(await screen.goto('/setup')).not.toBe(200)
})

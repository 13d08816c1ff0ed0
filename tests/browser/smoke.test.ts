import { expect, it } from 'vitest'
import { useDesk } from '../support/browser.ts'

console.time('start')
const desk = useDesk()

it('works without script', async () => {
  console.timeEnd('start')
  const screen = await desk.open('receptionist', { script: false })
  await screen.goto('/')
  await screen.click('button','Arrived', await screen.row('Priya Mehta'))
  console.log(screen.path(), (await screen.text()).slice(0,800))
  await screen.page.screenshot({path:'/tmp/dbg.png'})
})

import { expect, it, onTestFinished } from 'vitest'
import { type Notice, openNotices } from '../../src/db/notices.ts'
import { useDatabase } from '../support/database.ts'

const test = useDatabase()

it('passes over what a newer version tells, and hears what comes after it', async () => {
  const notices = await openNotices(test.database)
  onTestFinished(() => notices.close())
  const heard: Notice[] = []
  notices.subscribe((notice) => heard.push(notice))
  const tell = (notice: object) =>
    test.database.pool.query("select pg_notify('linqs', $1)", [JSON.stringify(notice)])
  await tell({ topic: 'weather', is: 'rain' })
  await tell({ topic: 'day', branch: 'here' })
  await tell({ topic: 'login', id: 'x' })
  await expect.poll(() => heard).toEqual([{ topic: 'login', id: 'x' }])
})

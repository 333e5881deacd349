import { expect, test } from 'vitest'
import { loadInstallation } from '../../db/installation.ts'
import { loadDoubts } from '../../db/runs/doubts.ts'
import { testDatabase } from '../support/database.ts'
import { launch } from '../support/launch.ts'
import { runDasi } from '../support/run-dasi.ts'
import { winback } from '../support/winback.ts'

const { db, url } = await testDatabase()

const dasi = (...words: string[]) => runDasi(url, words)

test('an operator who has put back an older copy says so, and what it may have forgotten is in doubt', async () => {
  const { run } = await launch(db, winback, { kind: 'live' })
  expect(await dasi('gate', 'close', '--restored')).toEqual({
    code: 0,
    stdout: 'The gate is closed.\n',
    stderr: '',
  })
  expect(await dasi('gate', 'open')).toMatchObject({ code: 2 })
  expect(await loadInstallation(db)).toMatchObject({ gateOpen: false })
  expect(await dasi('gate', 'open', '--confirm')).toMatchObject({ code: 0 })
  expect(await loadDoubts(db, run)).toHaveLength(1)
})

test('a gate that was closed for another reason leaves nothing in doubt', async () => {
  const { run } = await launch(db, winback, { kind: 'live' })
  await dasi('gate', 'close')
  await dasi('gate', 'open', '--confirm')
  expect(await loadDoubts(db, run)).toEqual([])
})

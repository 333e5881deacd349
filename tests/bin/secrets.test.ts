import { expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { runDasi } from '../support/run-dasi.ts'

const { url } = await testDatabase()

const dasi = (...words: string[]) => runDasi(url, words)

test('a provider gets a secret under its name; a name or a secret that cannot be is refused', async () => {
  const made = await dasi('hook', 'create', '--name', 'gateway', '--json')
  expect(made).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(made.stdout)).toMatchObject({
    address: expect.stringMatching(/\/api\/v1\/hooks\/gateway$/),
    secret: expect.stringMatching(/^whsec_/),
  })
  expect(await dasi('hook', 'create', '--name', 'Gate_way')).toMatchObject({ code: 2, stdout: '' })
  const wrong = await dasi('hook', 'create', '--name', 'mailer', '--secret', 'whsec_short')
  expect(wrong).toMatchObject({ code: 2, stdout: '' })
  expect(wrong.stderr).not.toContain('whsec_short')
})

test('the first administrator is made by hand where services are one’s own; later a password is renewed', async () => {
  const first = await dasi('user', 'password', 'You@example.com', '--json')
  expect(JSON.parse(first.stdout)).toMatchObject({ email: 'you@example.com', made: true })
  const second = await dasi('user', 'password', 'you@example.com', '--json')
  expect(JSON.parse(second.stdout)).toMatchObject({ email: 'you@example.com', made: false })
  expect(await dasi('user', 'password', 'nobody@example.com')).toMatchObject({ code: 1 })
  expect(await dasi('user', 'password', 'nobody')).toMatchObject({ code: 2 })
})

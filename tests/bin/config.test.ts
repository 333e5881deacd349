import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig, variablesAsMarkdown } from '../../bin/config.ts'

test('nothing has to be set', () => {
  const config = readConfig({})
  expect(config).toMatchObject({
    HOST: '127.0.0.1',
    PORT: 4400,
    PUBLIC_URL: 'http://localhost:4400',
  })
  expect(config.DASI_HOME).toBe(resolve('.dasi'))
  expect(config.DATABASE_URL).toBeUndefined()
})

test('an empty variable is as good as none', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: ' ' })).toEqual(readConfig({}))
})

test('the address for people follows the port, unless it is given', () => {
  expect(readConfig({ PORT: '80' }).PUBLIC_URL).toBe('http://localhost:80')
  expect(readConfig({ PUBLIC_URL: 'https://d.example/' }).PUBLIC_URL).toBe('https://d.example')
})

test.for([
  ['PORT', '70000', 'a whole number from 0 to 65535'],
  ['PORT', '4e3', 'a whole number from 0 to 65535'],
  ['DATABASE_POOL', '0', 'a whole number from 1 to 500'],
  ['TEMPORAL_ADDRESS', 'http://temporal:7233', 'host and port'],
  ['TEMPORAL_TLS', 'yes', 'on or off'],
  ['LOG_LEVEL', 'loud', 'debug, info, warn, error or silent'],
  ['PUBLIC_URL', 'dasi.example.com', 'https://dasi.example.com'],
] as const)('%s=%s is refused with its name, its value and the remedy', ([name, value, remedy]) => {
  expect(() => readConfig({ [name]: value })).toThrow(`${name} is "${value}". It must be`)
  expect(() => readConfig({ [name]: value })).toThrow(remedy)
})

test('all wrong variables are named at once', () => {
  expect(() => readConfig({ PORT: 'x', HOST: 'a b' })).toThrow(/HOST.*\n.*PORT/)
})

test('a secret is never repeated', () => {
  const read = () => readConfig({ DATABASE_URL: 'mysql://me:hunter2@host/db' })
  expect(read).toThrow('DATABASE_URL has a value that Dasi cannot use. It must be')
  expect(read).not.toThrow('hunter2')
})

test('the documentation lists exactly these variables', () => {
  const file = resolve('docs', 'operations.md')
  expect(existsSync(file)).toBe(true)
  expect(readFileSync(file, 'utf8')).toContain(variablesAsMarkdown())
})

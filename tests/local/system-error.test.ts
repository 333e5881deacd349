import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lockHome } from '../../local/home-lock.ts'
import { describeSystemError, withRemedy } from '../../local/system-error.ts'
import { temporaryFolder } from '../support/dasi.ts'

test('what the system refused is said with its place and a remedy', () => {
  const folder = temporaryFolder()
  const file = join(folder, 'file')
  writeFileSync(file, '')
  const within = join(file, 'data')
  expect(said(() => mkdirSync(within))).toBe(
    `${within} cannot be a folder: a file of this name is in the way. Name another path.`,
  )
  expect(said(() => readFileSync(join(folder, 'none')))).toBe(
    `${join(folder, 'none')} does not exist. Check the path.`,
  )
  expect(said(() => readFileSync(folder), folder)).toBe(
    `${folder} is a folder; a file is needed. Name a file.`,
  )
  expect(describeSystemError(new TypeError('our mistake'))).toBeUndefined()
})

test.runIf(existsSync('/dev/full'))('a full disk is named, with how much is left', () => {
  const folder = temporaryFolder()
  expect(said(() => writeFileSync('/dev/full', 'x'), folder)).toMatch(
    /^The disk that holds .* is full \(\d+ MB left\)\. Free some space there, or name another path\.$/,
  )
})

test('what a program said of a full disk gets the remedy, anything else stays as it is', () => {
  const folder = temporaryFolder()
  const full = 'FATAL: could not write to file "x": No space left on device'
  expect(withRemedy(full, folder)).toContain(`The disk that holds ${folder} is full`)
  expect(withRemedy(full, folder)).toContain(full)
  expect(withRemedy('FATAL: something else', folder)).toBe('It said:\nFATAL: something else')
})

test('a data folder that cannot be used is named together with its variable', () => {
  const home = join(temporaryFolder(), 'home')
  writeFileSync(home, '')
  expect(() => lockHome(home)).toThrow(
    `The folder for the data, ${home}, cannot be used. ${home} cannot be a folder: a file of this name is in the way. Name another path. DASI_HOME names the folder.`,
  )
})

function said(act: () => unknown, folder?: string): string | undefined {
  try {
    act()
  } catch (error) {
    return describeSystemError(error, folder)
  }
  throw new Error('It did not fail')
}

import { expect, test } from 'vitest'
import { nodeHashes } from '../../activities/hashes.ts'
import { type ContactIdentity, outwardId, uuidV5 } from '../../engine/outward-id.ts'

test('name-based uuids are those of RFC 9562 and of other implementations', () => {
  const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'
  // RFC 9562, appendix A.4; the second is PostgreSQL’s and Python’s documentation’s example.
  expect(uuidV5(dns, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2')
  expect(uuidV5(dns, 'python.org')).toBe('886313e1-3b8a-5372-9b90-0c9aee199e5d')
})

const contact: ContactIdentity = {
  run: '0b0c5b1e-3f2d-4a86-9a65-3a8f6b1d2c01',
  customer: '1b0c5b1e-3f2d-4a86-9a65-3a8f6b1d2c02',
  entry: '2b0c5b1e-3f2d-4a86-9a65-3a8f6b1d2c03',
  node: 3,
  visit: 1,
  channel: 'email',
  occurrence: 0,
}

test('every attempt of a contact has one name, any other contact another', () => {
  const others: Partial<ContactIdentity>[] = [
    {},
    { run: contact.entry },
    { customer: contact.run },
    { entry: contact.run },
    { node: 31, visit: 1 },
    { node: 3, visit: 11 },
    { visit: 2 },
    { channel: 'sms' },
    { occurrence: 1 },
  ]
  const ids = others.map((other) => outwardId({ ...contact, ...other }))
  expect(new Set(ids).size).toBe(others.length)
  expect(outwardId({ ...contact })).toBe(ids[0])
  expect(others.map((other) => outwardId({ ...contact, ...other }, nodeHashes))).toEqual(ids)
})

import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nodeHashes } from '../../activities/hashes.ts'
import { type LinkUse, linkToken, readLinkToken } from '../../engine/links.ts'

const secret = fc.uint8Array({ minLength: 1, maxLength: 80 })
const use = fc.constantFrom<LinkUse[]>('l', 'o', 'u')

test('a token is the outward id and an HMAC of use and id, so links already sent stay good', () => {
  fc.assert(
    fc.property(secret, use, fc.uuid(), (key, wanted, outward) => {
      const id = Buffer.from(outward.replaceAll('-', ''), 'hex')
      const code = createHmac('sha256', key).update(wanted).update(id).digest().subarray(0, 16)
      const token = linkToken(key, { use: wanted, outward })
      expect(token).toBe(Buffer.concat([id, code]).toString('base64url'))
      expect(linkToken(key, { use: wanted, outward }, nodeHashes)).toBe(token)
      expect(readLinkToken(key, { use: wanted, token })).toBe(outward)
    }),
  )
})

test('a token opens nothing but what it was made for, and no other installation reads it', () => {
  const key = new Uint8Array([1, 2, 3])
  const outward = '0190a6f0-5c3e-5abc-8def-0123456789ab'
  const token = linkToken(key, { use: 'o', outward })
  expect(readLinkToken(key, { use: 'u', token })).toBeNull()
  expect(readLinkToken(new Uint8Array([1, 2, 4]), { use: 'o', token })).toBeNull()
  expect(readLinkToken(key, { use: 'o', token: `${token.slice(0, -1)}!` })).toBeNull()
})

import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

export interface Certificate {
  /** PEM. */
  readonly cert: string
  readonly key: string
}

export interface Authority extends Certificate {
  /** For 127.0.0.1 and localhost, as a server or as a client. */
  issue(name: string): Certificate
}

/** A certificate authority of the test's own, valid for a day: X.509 v3 (RFC 5280) with P-256 keys. */
export function makeAuthority(name: string): Authority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const own = { issuer: name, signer: privateKey }
  return {
    cert: certificate({ ...own, name, publicKey, isAuthority: true }),
    key: pemOf(privateKey),
    issue(subject) {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const cert = certificate({ ...own, name: subject, publicKey: pair.publicKey })
      return { cert, key: pemOf(pair.privateKey) }
    },
  }
}

function certificate(made: {
  issuer: string
  signer: KeyObject
  name: string
  publicKey: KeyObject
  isAuthority?: boolean
}): string {
  const now = Date.now()
  const extensions = made.isAuthority
    ? [extension('551d13', sequence(boolean(true)))]
    : [extension('551d11', sequence(tagged(0x87, ip), tagged(0x82, Buffer.from('localhost'))))]
  const body = sequence(
    tagged(0xa0, integer(2)),
    integer(Math.floor(Math.random() * 2 ** 40)),
    ecdsaWithSha256,
    nameOf(made.issuer),
    sequence(time(now - 3_600_000), time(now + 86_400_000)),
    nameOf(made.name),
    made.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions)),
  )
  const signature = sign('sha256', body, createPrivateKey(pemOf(made.signer)))
  const der = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.from([0]), signature))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

const ip = Buffer.from([127, 0, 0, 1])
const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'))

function extension(id: string, value: Buffer): Buffer {
  return sequence(identifier(id), tagged(0x04, value))
}

function nameOf(commonName: string): Buffer {
  return sequence(
    tagged(0x31, sequence(identifier('550403'), tagged(0x0c, Buffer.from(commonName)))),
  )
}

function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return tagged(0x18, Buffer.from(digits))
}

function integer(value: number): Buffer {
  const hex = value.toString(16)
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex')
  // A first bit of 1 would make it negative.
  return tagged(0x02, (bytes[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

function boolean(value: boolean): Buffer {
  return tagged(0x01, Buffer.from([value ? 255 : 0]))
}

function identifier(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'))
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, ...parts)
}

/** One element in DER (ITU-T X.690): tag, length, content. */
function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const n = content.length
  const length = n < 128 ? [n] : n < 256 ? [0x81, n] : [0x82, n >> 8, n & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

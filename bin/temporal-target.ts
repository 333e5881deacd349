import { readFileSync } from 'node:fs'
import { findRunning } from '../local/home-lock.ts'
import { SetupError } from '../local/setup-error.ts'
import type { Config } from './config.ts'

/** How to reach Temporal, for `Connection.connect` and `NativeConnection.connect`. */
export interface TemporalTarget {
  readonly address: string
  readonly tls: boolean | TlsSettings
  readonly apiKey?: string
}

interface TlsSettings {
  readonly serverNameOverride?: string
  readonly serverRootCACertificate?: Buffer
  readonly clientCertPair?: { readonly crt: Buffer; readonly key: Buffer }
}

type TlsVariable = 'TEMPORAL_TLS_CA' | 'TEMPORAL_TLS_CERT' | 'TEMPORAL_TLS_KEY'

/**
 * The Temporal service of the environment, else that of the Dasi running here. TLS is spoken when it is asked for, when
 * there is a key, and when anything is said about certificates. Fails with what is missing or cannot be read.
 */
export function findTemporal(config: Config): TemporalTarget {
  const address = config.TEMPORAL_ADDRESS ?? findRunning(config.DASI_HOME)?.temporalAddress
  if (!address) {
    throw new SetupError(
      'No Temporal service is known. Start Dasi with "npm start", or set TEMPORAL_ADDRESS.',
    )
  }
  const apiKey = config.TEMPORAL_API_KEY
  const settings = tlsSettings(config)
  const isSaid = Object.keys(settings).length > 0
  if (isSaid && config.TEMPORAL_TLS === 'off') {
    throw new SetupError(
      'TEMPORAL_TLS is off, but certificates for it are named. Set it to on, or unset TEMPORAL_TLS_CA, TEMPORAL_TLS_CERT, TEMPORAL_TLS_KEY and TEMPORAL_TLS_NAME.',
    )
  }
  const wanted = config.TEMPORAL_TLS ? config.TEMPORAL_TLS === 'on' : apiKey !== undefined
  return { address, tls: isSaid ? settings : wanted, ...(apiKey ? { apiKey } : {}) }
}

function tlsSettings(config: Config): TlsSettings {
  const ca = readPem(config, 'TEMPORAL_TLS_CA')
  const crt = readPem(config, 'TEMPORAL_TLS_CERT')
  const key = readPem(config, 'TEMPORAL_TLS_KEY')
  if ((crt === undefined) !== (key === undefined)) {
    const [given, missing] = crt ? ['CERT', 'KEY'] : ['KEY', 'CERT']
    throw new SetupError(
      `TEMPORAL_TLS_${given} is set, but TEMPORAL_TLS_${missing} is not: a client certificate needs both.`,
    )
  }
  return {
    ...(ca && { serverRootCACertificate: ca }),
    ...(crt && key && { clientCertPair: { crt, key } }),
    ...(config.TEMPORAL_TLS_NAME && { serverNameOverride: config.TEMPORAL_TLS_NAME }),
  }
}

function readPem(config: Config, name: TlsVariable): Buffer | undefined {
  const path = config[name]
  if (path === undefined) return undefined
  let pem: Buffer
  try {
    pem = readFileSync(path)
  } catch (cause) {
    throw new SetupError(`The file of ${name}, ${path}, cannot be read. Name a PEM file.`, {
      cause,
    })
  }
  if (!pem.includes('-----BEGIN ')) {
    throw new SetupError(`The file of ${name}, ${path}, is no PEM file: it lacks a BEGIN line.`)
  }
  return pem
}

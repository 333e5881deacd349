import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig, variables } from '../../bin/config.ts'

interface Service {
  readonly image?: string
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly configs?: readonly { readonly source: string }[]
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, unknown>>
  readonly configs: Readonly<Record<string, unknown>>
}

const compose: Compose = parse(readFileSync('compose.yaml', 'utf8'), { merge: true })
const services = Object.entries(compose.services)
const ours = services.filter(([, { image }]) => image === 'dasi')

test('every process of Dasi is in the compose file, by a command that exists', () => {
  const commands = ours.map(([, { command }]) => command?.join(' ') ?? '')
  expect(commands.toSorted()).toEqual(['api', 'migrate', 'router', 'worker'])
  for (const name of commands) expect(existsSync(`bin/commands/${name}.ts`)).toBe(true)
})

test.each(ours)('the settings of %s are ones that Dasi knows and accepts', (_name, service) => {
  const environment = service.environment ?? {}
  for (const name of Object.keys(environment)) expect(Object.keys(variables)).toContain(name)
  const filled = Object.entries(environment).map(([name, text]) => [name, substituted(text)])
  expect(() => readConfig(Object.fromEntries(filled))).not.toThrow()
})

test('what the compose file refers to is in it', () => {
  for (const [, service] of services) {
    for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(Object.keys(compose.services)).toContain(name)
      expect(['service_healthy', 'service_started', 'service_completed_successfully']).toContain(
        condition,
      )
    }
    for (const volume of service.volumes ?? []) {
      expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0])
    }
    for (const { source } of service.configs ?? []) {
      expect(Object.keys(compose.configs)).toContain(source)
    }
  }
})

test('whoever writes or rewrites letters has the folder that they lie in', () => {
  for (const name of ['worker', 'api']) {
    const { environment = {}, volumes = [] } = compose.services[name] ?? {}
    expect(volumes.map((volume) => volume.split(':')[1])).toContain(environment['LETTER_DIR'])
  }
})

test('what is published, what is asked for health and what the server listens on are one port', () => {
  const { environment = {}, ports = [], healthcheck } = compose.services['api'] ?? {}
  expect(ports.map((port) => substituted(port))).toEqual([`127.0.0.1:4400:${environment['PORT']}`])
  expect(healthcheck?.test.at(-1)).toContain(`http://127.0.0.1:${environment['PORT']}/health`)
})

test('the image starts the program that is there, with the version of Node that we run on', () => {
  const image = readFileSync('Dockerfile', 'utf8')
  const [, entry] = /^ENTRYPOINT \["node", "(.+)"\]$/m.exec(image) ?? []
  expect(existsSync(entry ?? '')).toBe(true)
  expect([...image.matchAll(/^FROM node:(\d+)/gm)].map(([, major]) => major)).toEqual(['24', '24'])
  const home = /^ENV DASI_HOME=(.+)$/m.exec(image)?.[1]
  expect(compose.services['api']?.environment?.['LETTER_DIR']).toBe(`${home}/letters`)
})

/** As `docker compose` does with nothing set but the password. */
function substituted(text: string): string {
  return text.replaceAll(/\$\{(\w+):([-?])([^}]*)\}/g, (_all, _name, kind, rest) =>
    kind === '-' ? rest : 'password',
  )
}

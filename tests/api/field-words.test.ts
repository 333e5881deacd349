import { expect, test } from 'vitest'
import en from '../../designer/i18n/en/problems.json' with { type: 'json' }
import ko from '../../designer/i18n/ko/problems.json' with { type: 'json' }
import { json, testApi } from './support.ts'

interface Part {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Part>>
  readonly items?: Part
  readonly anyOf?: readonly Part[]
  readonly oneOf?: readonly Part[]
  readonly allOf?: readonly Part[]
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Part>> }
}
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Part }>> }
}

const { ask } = await testApi()

test('every field that a page sends is called by a word in both languages', async () => {
  const { paths, components } = await json<Document>(
    await ask('GET /api/v1/openapi.json', { as: 'admin' }),
  )
  const fields = new Set<string>()
  const seen = new Set<string>()
  const collect = (part: Part | undefined): void => {
    if (!part) return
    const name = part.$ref?.split('/').at(-1)
    // What a drawing and a rule hold is checked and worded where it is drawn.
    if (name !== undefined && (seen.has(name) || /^(Scenario|Rule)/.test(name))) return
    if (name !== undefined) {
      seen.add(name)
      collect(components.schemas[name])
    }
    for (const [field, inner] of Object.entries(part.properties ?? {})) {
      fields.add(field)
      collect(inner)
    }
    collect(part.items)
    for (const way of [part.anyOf, part.oneOf, part.allOf]) way?.forEach(collect)
  }
  for (const [path, operations] of Object.entries(paths)) {
    if (fromPrograms.has(path)) continue
    for (const { requestBody } of Object.values(operations))
      collect(requestBody?.content['application/json']?.schema)
  }
  expect(fields.size).toBeGreaterThan(100)
  for (const words of [ko, en])
    expect([...fields].filter((field) => !(field in words.field))).toEqual([])
})

/** Routes that only other systems use. */
const fromPrograms: ReadonlySet<string> = new Set(['/api/v1/events', '/api/v1/hooks/{name}'])

import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi'
import { z } from 'zod'
import { problemSchema } from '../schemas/api/common.ts'
import { briefSchema } from '../schemas/brief.ts'
import { inboxEventSchema } from '../schemas/inbox.ts'
import { offerContentSchema } from '../schemas/kinds/offer.ts'
import { planSchema } from '../schemas/plan.ts'
import { policySchema } from '../schemas/policy.ts'
import { ruleSchema } from '../schemas/rule.ts'
import { runSettingsSchema } from '../schemas/run.ts'
import { nodeSchema, scenarioSchema } from '../schemas/scenario.ts'
import { access } from './access.ts'
import type { Env } from './deps.ts'

/** Schemas with a name of their own in the document. A rule holds rules, so it must have one. */
const named = {
  Brief: briefSchema,
  InboxEvent: inboxEventSchema,
  Node: nodeSchema,
  OfferContent: offerContentSchema,
  Plan: planSchema,
  Policy: policySchema,
  Problem: problemSchema,
  Rule: ruleSchema,
  RunSettings: runSettingsSchema,
  Scenario: scenarioSchema,
} satisfies Record<string, z.ZodType>

type Direction = 'input' | 'output'
type JsonSchema = Record<string, unknown>

/**
 * The OpenAPI 3.1 document of every route of `app`. Written from zod’s own JSON Schema (draft 2020-12, which OpenAPI 3.1
 * uses as it is): the generator that comes with the router does not end on schemas that hold themselves.
 */
export function describeApi(
  app: OpenAPIHono<Env>,
  { version, publicUrl }: { version: string; publicUrl: string },
): Record<string, unknown> {
  const routes = app.openAPIRegistry.definitions.flatMap((d) =>
    d.type === 'route' ? [d.route] : [],
  )
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id })
  for (const route of routes) {
    for (const [id, schema] of Object.entries(schemasOf(route))) {
      if (!registry.has(schema)) registry.add(schema, { id })
    }
  }
  const components = { ...render(registry, 'input'), ...render(registry, 'output') }
  const ref = (schema: z.ZodType, direction: Direction) => ({
    $ref: uriOf(registry.get(schema)?.id ?? '', direction),
  })
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route, ref) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Dasi', version, description: 'Campaign flows on durable workflows.' },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      schemas: reachable(components, paths),
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key, dasi_<id>_<secret>.' },
        session: { type: 'apiKey', in: 'cookie', name: 'dasi.session_token' },
      },
    },
  }
}

/** The components that the paths refer to, directly or through others. */
function reachable(components: JsonSchema, paths: JsonSchema): JsonSchema {
  const found = new Set<string>()
  const waiting: unknown[] = [paths]
  for (const part of waiting) {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (found.has(name)) continue
      found.add(name)
      waiting.push(components[name] ?? {})
    }
  }
  return Object.fromEntries(Object.entries(components).filter(([name]) => found.has(name)))
}

type Ref = (schema: z.ZodType, direction: Direction) => JsonSchema

function operation(route: RouteConfig, ref: Ref): JsonSchema {
  const roles = access[`${route.method.toUpperCase()} ${route.path}`]
  const { params, query, body } = route.request ?? {}
  return {
    operationId: operationId(route),
    summary: route.summary,
    ...(route.description ? { description: route.description } : {}),
    tags: route.tags ?? [],
    ...(roles === 'public'
      ? { security: [] }
      : { security: [{ key: [] }, { session: [] }], 'x-roles': roles }),
    parameters: [...parameters(params, 'path'), ...parameters(query, 'query')],
    ...(body
      ? { requestBody: { required: true, content: contentOf(body.content, 'input', ref) } }
      : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.responses).map(([status, response]) => [
          status,
          {
            description: 'description' in response ? response.description : '',
            ...('content' in response && response.content
              ? { content: contentOf(response.content, 'output', ref) }
              : {}),
          },
        ]),
      ),
      default: {
        description: 'A problem: what was wrong, where, and what helps.',
        content: { 'application/json': { schema: ref(problemSchema, 'output') } },
      },
    },
  }
}

function contentOf(content: object, direction: Direction, ref: Ref): JsonSchema {
  return Object.fromEntries(
    Object.entries(content).map(([type, media]) => {
      const { schema } = media as { schema: unknown }
      return [type, { schema: schema instanceof z.ZodType ? ref(schema, direction) : schema }]
    }),
  )
}

function parameters(schema: unknown, place: 'path' | 'query'): JsonSchema[] {
  if (!(schema instanceof z.ZodObject)) return []
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return Object.entries(shape.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: shape.required?.includes(name) ?? false,
    schema: property,
  }))
}

/** The bodies of a route that are zod schemas, each with the name it gets unless it has one already. */
function schemasOf(route: RouteConfig): Record<string, z.ZodType> {
  const id = operationId(route)
  const bodies = [
    ['Body', route.request?.body?.content] as const,
    ...Object.entries(route.responses).map(
      ([, response]) => ['Answer', 'content' in response ? response.content : undefined] as const,
    ),
  ]
  return Object.fromEntries(
    bodies.flatMap(([suffix, content]) =>
      Object.values(content ?? {}).flatMap((media) => {
        const { schema } = media as { schema: unknown }
        return schema instanceof z.ZodType ? [[`${id}${suffix}`, schema] as const] : []
      }),
    ),
  )
}

/** `POST /api/v1/runs/{id}/pause` → postRunsIdPause */
function operationId({ method, path }: RouteConfig): string {
  const words = path
    .replace('/api/v1', '')
    .split(/[^a-zA-Z0-9]+/)
    .filter(Boolean)
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function render(registry: z.core.$ZodRegistry<{ id: string }>, io: Direction): JsonSchema {
  const { schemas } = z.toJSONSchema(registry, {
    io,
    unrepresentable: 'any',
    uri: (id) => uriOf(id, io),
  })
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $id: _id, $schema: _schema, ...schema }]) => [
      nameOf(id, io),
      schema,
    ]),
  )
}

function uriOf(id: string, direction: Direction): string {
  return `#/components/schemas/${nameOf(id, direction)}`
}

/** What a request may leave out, an answer has filled in: the two differ. */
function nameOf(id: string, direction: Direction): string {
  return direction === 'input' ? `${id}Input` : id
}

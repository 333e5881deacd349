import type { Role } from '../schemas/role.ts'

const everyone: readonly Role[] = ['admin', 'marketer', 'agent']
const marketers: readonly Role[] = ['admin', 'marketer']
const administrators: readonly Role[] = ['admin']

/**
 * Who may use which route; what is not listed is refused. `public` needs no sign-in: its safety lies in the route.
 * A test compares this table with the routes that exist.
 */
export const access: Readonly<Record<string, readonly Role[] | 'public'>> = {
  'GET /health': 'public',
  'GET /api/v1/openapi.json': 'public',

  'POST /api/v1/session': 'public',
  'GET /api/v1/session': everyone,
  'DELETE /api/v1/session': everyone,
  'POST /api/v1/session/password': everyone,

  'GET /api/v1/campaigns': marketers,
  'POST /api/v1/campaigns': marketers,
  'GET /api/v1/campaigns/{id}': marketers,
  'PUT /api/v1/campaigns/{id}': marketers,
  'POST /api/v1/campaigns/{id}/archive': marketers,
  'POST /api/v1/campaigns/{id}/restore': marketers,

  'GET /api/v1/templates': marketers,
  'POST /api/v1/templates': marketers,
  'GET /api/v1/templates/{id}': marketers,
  'DELETE /api/v1/templates/{id}': marketers,
  'POST /api/v1/scenarios': marketers,
  'GET /api/v1/scenarios/{id}': marketers,
  'PUT /api/v1/scenarios/{id}': marketers,
  'GET /api/v1/scenarios/{id}/check': marketers,
  'GET /api/v1/scenarios/{id}/catalogue': marketers,
  'GET /api/v1/scenarios/{id}/file': marketers,
  'GET /api/v1/scenarios/{id}/history': marketers,
  'GET /api/v1/scenarios/{id}/history/{revision}': marketers,
  'POST /api/v1/scenarios/{id}/publish': marketers,
  'GET /api/v1/scenarios/{id}/versions': marketers,
  'GET /api/v1/scenarios/{id}/versions/{version}': marketers,

  'GET /api/v1/segments': marketers,
  'POST /api/v1/segments': marketers,
  'POST /api/v1/segments/count': marketers,
  'GET /api/v1/segments/{id}': marketers,
  'PUT /api/v1/segments/{id}': marketers,
  'POST /api/v1/segments/{id}/count': marketers,
  'GET /api/v1/attributes': marketers,
  'GET /api/v1/scores': marketers,
  'POST /api/v1/scores': marketers,
  'POST /api/v1/scores/outside': marketers,
  'GET /api/v1/scores/{key}/distribution': marketers,
  'GET /api/v1/lists': marketers,
  'POST /api/v1/lists': marketers,
  'DELETE /api/v1/lists/{id}': marketers,

  'GET /api/v1/offers': marketers,
  'POST /api/v1/offers': marketers,
  'PUT /api/v1/offers/{id}': marketers,

  'GET /api/v1/customers': marketers,
  'GET /api/v1/customers/{id}': marketers,

  'GET /api/v1/runs': marketers,
  'POST /api/v1/runs': marketers,
  'GET /api/v1/runs/{id}': marketers,
  'POST /api/v1/runs/{id}/pause': marketers,
  'POST /api/v1/runs/{id}/resume': marketers,
  'POST /api/v1/runs/{id}/cancel': marketers,
  'GET /api/v1/runs/{id}/live': marketers,
  'GET /api/v1/runs/{id}/live/stream': marketers,
  'GET /api/v1/runs/{id}/nodes/{node}/customers': marketers,
  'GET /api/v1/runs/{id}/customers/{customer}': marketers,
  'POST /api/v1/runs/{id}/customers/{customer}/withdraw': marketers,
  'POST /api/v1/runs/{id}/customers/{customer}/skip': marketers,
  'POST /api/v1/runs/{id}/customers/{customer}/move': marketers,
  'POST /api/v1/runs/{id}/customers/{customer}/retry': marketers,
  'POST /api/v1/runs/{id}/customers/{customer}/resend': marketers,
  'GET /api/v1/runs/{id}/versions': marketers,
  'GET /api/v1/runs/{id}/versions/{version}/difference': marketers,
  'POST /api/v1/runs/{id}/migration/check': marketers,
  'POST /api/v1/runs/{id}/migration': marketers,
  'POST /api/v1/runs/{id}/operations/check': marketers,
  'POST /api/v1/runs/{id}/operations': marketers,
  'GET /api/v1/runs/{id}/operations': marketers,
  'GET /api/v1/runs/{id}/operations/{operation}': marketers,
  'POST /api/v1/runs/{id}/operations/{operation}/stop': marketers,
  'GET /api/v1/runs/{id}/report': marketers,
  'GET /api/v1/runs/{id}/nodes/{node}/contacts': marketers,
  'GET /api/v1/runs/{id}/messages': marketers,
  'GET /api/v1/runs/{id}/messages/{message}': marketers,

  'POST /api/v1/preview': marketers,
  'POST /api/v1/preview/send': marketers,

  'GET /api/v1/desk/counts': everyone,
  'GET /api/v1/desk/tasks': everyone,
  'GET /api/v1/desk/tasks/{id}': everyone,
  'POST /api/v1/desk/tasks/{id}/take': everyone,
  'POST /api/v1/desk/tasks/{id}/release': everyone,
  'POST /api/v1/desk/tasks/{id}/report': everyone,
  'POST /api/v1/desk/tasks/{id}/undo': everyone,

  'POST /api/v1/events': marketers,
  'POST /api/v1/hooks/{name}': 'public',

  'GET /api/v1/imports': marketers,
  'POST /api/v1/imports/{kind}': marketers,

  'GET /api/v1/policy': marketers,
  'PUT /api/v1/policy': administrators,
  'GET /api/v1/users': administrators,
  'POST /api/v1/users': administrators,
  'PATCH /api/v1/users/{id}': administrators,
  'GET /api/v1/keys': administrators,
  'POST /api/v1/keys': administrators,
  'DELETE /api/v1/keys/{id}': administrators,
  'GET /api/v1/hooks': administrators,
  'POST /api/v1/hooks': administrators,
  'DELETE /api/v1/hooks/{id}': administrators,
  'GET /api/v1/audit': administrators,
  'POST /api/v1/gate': administrators,

  'GET /l/{token}': 'public',
  'GET /o/{token}': 'public',
  'GET /u/{token}': 'public',
  'POST /u/{token}': 'public',
}

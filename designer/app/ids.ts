import { notFound } from '@tanstack/react-router'

const uuid = /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/i

/** Whether a part of an address can be the id of something. */
const isId = (text: string) => uuid.test(text)

/** What an address cannot name is not there: the page says so without asking the server. */
export function mustBeIds(...ids: readonly string[]): void {
  if (!ids.every(isId)) throw notFound()
}

/** A part of an address’s search that is an id; anything else is dropped. */
export function idIn<Name extends string>(search: Readonly<Record<string, unknown>>, name: Name) {
  const value = search[name]
  const has = typeof value === 'string' && isId(value)
  return (has ? { [name]: value } : {}) as { readonly [N in Name]?: string }
}

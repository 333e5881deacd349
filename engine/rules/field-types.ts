import { type Field, type ProfileField, profileFields } from '../../schemas/rule.ts'

/** What a field holds; an imported attribute may hold text, a number or a boolean. */
export type FieldType = 'text' | 'number' | 'date' | 'attribute'

const attributePrefix = 'attributes.'
const scorePrefix = 'scores.'

/** The key of an imported attribute; null for a profile field. */
export function attributeKey(field: Field): string | null {
  return field.startsWith(attributePrefix) ? field.slice(attributePrefix.length) : null
}

/** The key of a score, which is always a number; null for any other field. */
export function scoreKey(field: Field): string | null {
  return field.startsWith(scorePrefix) ? field.slice(scorePrefix.length) : null
}

export function fieldType(field: Field): FieldType {
  if (scoreKey(field) !== null) return 'number'
  return attributeKey(field) === null ? profileFields[field as ProfileField] : 'attribute'
}

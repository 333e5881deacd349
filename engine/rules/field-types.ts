import { type Field, type ProfileField, profileFields } from '../../schemas/rule.ts'

/** What a field holds; an imported attribute may hold text, a number or a boolean. */
export type FieldType = 'text' | 'number' | 'date' | 'attribute'

const attributePrefix = 'attributes.'

/** The key of an imported attribute; null for a profile field. */
export function attributeKey(field: Field): string | null {
  return field.startsWith(attributePrefix) ? field.slice(attributePrefix.length) : null
}

export function fieldType(field: Field): FieldType {
  return attributeKey(field) === null ? profileFields[field as ProfileField] : 'attribute'
}

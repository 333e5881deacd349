import { declareAttribute } from '../../db/customers/attributes.ts'
import { attributePathSchema, declareAttributeSchema } from '../../schemas/api/attributes.ts'
import { defineCommand, UsageError } from '../command.ts'

export const command = defineCommand({
  name: 'attribute declare',
  summary: 'declare an attribute: its name, type, unit and allowed values; imports keep to it',
  arguments: ['key'],
  options: {
    label: { type: 'string', value: 'name', summary: 'what people call it; the key without it' },
    type: { type: 'string', value: 'type', summary: 'text (without it), number or boolean' },
    unit: { type: 'string', value: 'unit', summary: 'what a number counts' },
    allowed: { type: 'string', value: 'value,…', summary: 'all that a text may be' },
  },
  examples: [
    'dasi attribute declare grade --label 등급 --allowed gold,silver,bronze',
    'dasi attribute declare shoeSize --label 신발 --type number --unit mm',
  ],
  async run(context, { options, positionals: [key = ''] }) {
    const path = attributePathSchema.safeParse({ key })
    if (!path.success) {
      throw new UsageError(
        `"${key}" is no key: a small letter, then letters, digits and _, 40 at most.`,
      )
    }
    const said = declareAttributeSchema.safeParse({
      ...{ label: options.label ?? key, type: options.type ?? 'text', unit: options.unit ?? null },
      allowed: options.allowed?.split(',') ?? null,
    })
    if (!said.success) throw new UsageError(said.error.issues[0]?.message ?? 'Not understood.')
    if (said.data.allowed && said.data.type !== 'text') {
      throw new UsageError('--allowed is for a text; leave it out, or leave out --type.')
    }
    await declareAttribute(await context.db(), { key, ...said.data, by: 'command line' })
    context.out.result({ key, ...said.data }, () => `${key} is declared.`)
    return 0
  },
})

import { writeFileSync } from 'node:fs'
import { templates } from '../../engine/templates/registry.ts'
import type { Rule } from '../../schemas/rule.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { defineCommand, UsageError } from '../command.ts'
import { parseRule } from '../segment-options.ts'

const ids = templates.map((t) => t.id).join(', ')

export const command = defineCommand({
  name: 'scenario new',
  summary: 'write a template as a scenario file, to be edited and published',
  arguments: ['template'],
  options: {
    language: {
      type: 'string',
      value: 'ko|en',
      default: 'en',
      summary: 'language of titles and messages',
    },
    name: { type: 'string', value: 'text', summary: 'name of the scenario' },
    audience: { type: 'string', value: 'json', summary: 'rule of the segment it begins with' },
    out: { type: 'string', value: 'file', summary: 'write to this file instead of the terminal' },
  },
  examples: [
    'dasi scenario new winback --language ko --out winback.json',
    `dasi scenario new winback --audience '{"type":"field","field":"recencyDays","op":"moreThan","value":365}'`,
  ],
  async run({ out }, { positionals: [id], options }) {
    const template = templates.find((t) => t.id === id)
    if (!template) throw new UsageError(`There is no template "${id}"; there are ${ids}.`)
    const { language, audience, name } = options
    if (language !== 'ko' && language !== 'en') {
      throw new UsageError(`--language is "${language}"; it must be ko or en.`)
    }
    const made = template.scenario(language)
    const scenario = {
      ...(audience ? withAudience(made, parseRule('--audience', audience)) : made),
      ...(name && { name }),
    }
    const text = JSON.stringify(scenario, null, 2)
    if (!options.out) {
      out.result(scenario, () => text)
      return
    }
    writeFileSync(options.out, `${text}\n`)
    out.result({ file: options.out, name: scenario.name }, () => `Written: ${options.out}`)
  },
})

function withAudience(scenario: Scenario, rule: Rule): Scenario {
  const nodes = scenario.nodes.map((node) =>
    node.kind === 'segment' ? { ...node, audience: { from: 'rule' as const, rule } } : node,
  )
  return { ...scenario, nodes }
}

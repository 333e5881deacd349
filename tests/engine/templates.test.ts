import { expect, test } from 'vitest'
import { compile } from '../../engine/compile.ts'
import { tagsOf } from '../../engine/render/tags.ts'
import { templates } from '../../engine/templates/registry.ts'
import type { Language } from '../../engine/templates/template.ts'
import { catalogueWith } from './catalogue.ts'

const languages: readonly Language[] = ['ko', 'en']
const cases = templates.flatMap((template) =>
  languages.map((language) => [template.id, language, template.scenario(language)] as const),
)

test.each(cases)(
  '%s (%s) can be published as it is, without a single remark',
  (_id, _language, scenario) => {
    const { plan, diagnostics } = compile(scenario, catalogueWith())
    expect(diagnostics).toEqual([])
    expect(plan).not.toBeNull()
  },
)

test.each(cases)('%s (%s) says everything in its language', (_id, language, scenario) => {
  const texts = scenario.nodes.flatMap((node) => [
    node.title,
    ...(node.kind === 'channel' && node.message ? [node.message.subject, node.message.body] : []),
    ...(node.kind === 'call' ? [node.script] : []),
    ...(node.kind === 'experiment' ? node.arms.map((arm) => arm.label) : []),
    ...(node.kind === 'condition' ? node.branches.map((branch) => branch.label) : []),
    ...(node.kind === 'offer' && node.offer?.from === 'made' ? [node.offer.content.name] : []),
  ])
  for (const text of [scenario.name, ...texts.filter((one) => one !== '')]) {
    expect(/[가-힣]/.test(text)).toBe(language === 'ko')
  }
  for (const node of scenario.nodes) expect(node.title).not.toBe('')
})

test('both languages of a template are one scenario, but for its words', () => {
  for (const template of templates) {
    const shape = (language: Language) =>
      template.scenario(language).nodes.map(({ id, kind, next }) => ({ id, kind, next }))
    expect(shape('ko')).toEqual(shape('en'))
  }
})

test('the textbook costs are those of the field: 3,500 won a contact, 500 won a thanks', () => {
  const scenario = templates.find((template) => template.id === 'winback')?.scenario('ko')
  const nodes = new Map(scenario?.nodes.map((node) => [node.id, node]))
  const coupon = nodes.get('coupon')
  const reward =
    coupon?.kind === 'offer' && coupon.offer?.from === 'made' ? coupon.offer.content.reward : null
  const costOf = (id: string) => {
    const node = nodes.get(id)
    return node?.kind === 'channel' || node?.kind === 'call' ? node.unitCost : null
  }
  for (const id of ['email', 'sms']) expect((reward?.unitCost ?? 0) + (costOf(id) ?? 0)).toBe(3500)
  for (const id of ['thanksCall', 'thanksLetter']) expect(costOf(id)).toBe(500)
})

test('no merge tag of a Korean message is followed by a particle that its value may contradict', () => {
  for (const [id, language, scenario] of cases) {
    if (language !== 'ko') continue
    for (const node of scenario.nodes) {
      if (node.kind !== 'channel' || !node.message) continue
      const free = /\{\{(offer|product|name)[^}]*\}\}(을|를|이|가|은|는|와|과)(\s|$)/
      expect(`${id}: ${node.message.body}`).not.toMatch(free)
      expect(tagsOf(node.message.body).problems).toEqual([])
    }
  }
})

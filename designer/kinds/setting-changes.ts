import type { Attribution, Node, Scenario } from '../../schemas/scenario.ts'
import { isAlike } from '../document/alike.ts'
import type { Words } from './kind-view.ts'
import { type Said, settingsSaid, type Told } from './settings-said.ts'

export interface SettingChange {
  readonly label: string
  /** Empty: there was nothing. */
  readonly from: string
  /** Empty: there is nothing any more. */
  readonly to: string
}

interface Sides<Side> {
  readonly before: Side
  readonly after: Side
}

/** What differs between two states of one step, setting by setting, in the reader's words. `names` calls steps by id. */
export function settingChanges(
  { before, after }: Sides<Node>,
  names: Sides<Told['nameOf']>,
  words: Words,
): readonly SettingChange[] {
  const was = settingsSaid(before, { ...words, nameOf: names.before })
  const is = settingsSaid(after, { ...words, nameOf: names.after })
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((field) => {
    if (isAlike(settingOf(before, field), settingOf(after, field))) return []
    return compared({ before: was.get(field) ?? [], after: is.get(field) ?? [] }, words)
  })
}

/** What differs in the rules for leaving. */
export function exitRuleChanges(sides: Sides<Scenario>, words: Words): readonly SettingChange[] {
  const { t } = words
  const say = ({ exitRules }: Scenario): Said[] => {
    const rules = exitRules.map(({ response, atLeast, result }) =>
      t('changes.exitRule', {
        response: t(`response.${response}`),
        count: atLeast,
        result: t(`exitRules.${result}`),
      }),
    )
    return [[t('exitRules.title'), rules.join(' · ')]]
  }
  return compared({ before: say(sides.before), after: say(sides.after) }, words)
}

/** What holds where a drawing says nothing: every purchase within 180 days of entering. */
const usual: Attribution = { days: 180, since: 'entering', products: [], categories: [] }

/** What differs in which purchases count. */
export function attributionChanges(sides: Sides<Scenario>, words: Words): readonly SettingChange[] {
  const { t } = words
  const say = ({ attribution = usual }: Scenario): Said[] => [
    [
      t('attribution.title'),
      t('changes.attribution', {
        count: attribution.days,
        since: t(`attribution.since_${attribution.since}`),
      }),
    ],
    [t('attribution.products'), attribution.products.join(', ')],
    [t('attribution.categories'), attribution.categories.join(', ')],
  ]
  return compared({ before: say(sides.before), after: say(sides.after) }, words)
}

/** What differs without showing in any word is still told. */
function compared(
  { before, after }: Sides<readonly Said[]>,
  { t }: Words,
): readonly SettingChange[] {
  const [was, is] = [new Map(before), new Map(after)]
  const labels = [...new Set([...was.keys(), ...is.keys()])]
  const told = labels
    .map((label) => ({ label, from: was.get(label) ?? '', to: is.get(label) ?? '' }))
    .filter(({ from, to }) => from !== to)
  const [first] = labels
  if (told.length > 0 || first === undefined) return told
  return [{ label: first, from: '', to: t('changes.inDetail') }]
}

/** What holds where a step says nothing of its entries. */
const usually: Readonly<Record<string, unknown>> = {
  entry: { by: 'once' },
  reentry: { allow: 'never' },
}

function settingOf(node: Node, field: string): unknown {
  return (node as Readonly<Record<string, unknown>>)[field] ?? usually[field]
}

import { useMemo } from 'react'
import { suggestNext } from '../../engine/edit/suggest-next.ts'
import type { Kind, Scenario } from '../../schemas/scenario.ts'
import { type Choice, Choices } from '../components/choices.tsx'
import { Pop } from '../components/pop.tsx'
import { freshIcon, type RecipeName, recipes } from './recipes.ts'
import { useRoom, useScenario, useWords } from './room.ts'
import type { OpenMenu, Place } from './ui-store.ts'

type InsertOpen = Extract<OpenMenu, { menu: 'insert' }>

/** What can be inserted here: the usual next three first, then everything by group; or where to go on. */
export function InsertMenu({ open }: { open: InsertOpen }) {
  const { ui, commands } = useRoom()
  const { t } = useWords()
  const scenario = useScenario()
  const choices = useMemo(() => {
    const choiceOf = (name: RecipeName, group: string): Choice => {
      const Icon = freshIcon(name)
      return {
        id: `${group} ${name}`,
        group,
        label: t(`recipe.${name}.label`),
        detail: t(`recipe.${name}.detail`),
        words: t(`recipe.${name}.words`),
        icon: (
          <i style={{ background: `var(--kind-${recipes[name].kind})` }} aria-hidden>
            <Icon size={18} stroke={1.8} />
          </i>
        ),
        run: () => commands.insert(open.place, name, open.at),
      }
    }
    const suggested = suggestionsAt(scenario, open.place).map((name) =>
      choiceOf(name, t('insert.suggested')),
    )
    const rest = groups.flatMap(({ group, names }) =>
      names.map((name) => choiceOf(name, t(`insert.group.${group}`))),
    )
    const goOn = commands.continueTargets(open.place).map(
      ({ node, title }): Choice => ({
        id: `go ${node.id}`,
        group: t('insert.group.continue'),
        label: t('insert.continueAt', { title }),
        icon: null,
        run: () => commands.continueAt(open.place, node.id),
      }),
    )
    return [...suggested, ...rest, ...goOn]
  }, [t, scenario, commands, open])

  return (
    <Pop at={open.at} label={t('insert.title')} onClose={() => ui.setState({ menu: null })}>
      <Choices choices={choices} label={t('insert.search')} none={t('insert.none')} searchable />
    </Pop>
  )
}

const groups: readonly { group: string; names: readonly RecipeName[] }[] = [
  { group: 'contact', names: ['email', 'sms', 'letter', 'thanksCall', 'salesCall'] },
  { group: 'offer', names: ['offer'] },
  { group: 'time', names: ['wait'] },
  { group: 'branch', names: ['response', 'condition', 'experiment'] },
  { group: 'profile', names: ['update'] },
  { group: 'end', names: ['goal', 'exit'] },
]

/** The insertion menu names channels and calls one by one; of a kind it suggests what is used most. */
const usualRecipe: Readonly<Record<Exclude<Kind, 'segment'>, RecipeName>> = {
  offer: 'offer',
  channel: 'sms',
  wait: 'wait',
  response: 'response',
  condition: 'condition',
  experiment: 'experiment',
  call: 'thanksCall',
  update: 'update',
  goal: 'goal',
  exit: 'exit',
}

function suggestionsAt(scenario: Scenario, place: Place): readonly RecipeName[] {
  if ('before' in place) return ['wait', 'response', 'sms']
  return suggestNext(scenario, { after: place.nodeId, port: place.port }).flatMap((kind) =>
    kind === 'segment' ? [] : [usualRecipe[kind]],
  )
}

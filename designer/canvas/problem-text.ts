import { useTranslation } from 'react-i18next'
import type { Diagnostic } from '../../schemas/diagnostic.ts'
import type { Node } from '../../schemas/scenario.ts'
import { titleOf } from '../kinds/registry.ts'
import { portText } from '../kinds/sentences.ts'
import { useRoom, useScenario, useWords } from './room.ts'

/** Words a diagnostic in the reader's language: ports, steps and responses by the names they have on the canvas. */
export function useProblemText(): (problem: Diagnostic) => string {
  const { i18n } = useTranslation('canvas')
  const words = useWords()
  const scenario = useScenario()
  const { detail } = useRoom()
  const byId = new Map<string, Node>(scenario.nodes.map((node) => [node.id, node]))
  return (problem) => {
    const { t, formats } = words
    const key = `problem.${problem.code}`
    if (!i18n.exists(key, { ns: 'canvas' })) return problem.message
    const node = problem.nodeId === null ? undefined : byId.get(problem.nodeId)
    const named = Object.entries(problem.values).map(([name, value]) => {
      if (name === 'port' && node) return [name, portText(t, node, String(value))]
      const step = byId.get(String(value))
      if (step && isStep.has(name)) return [name, titleOf(step, words)]
      if (name === 'response') return [name, t(`response.${value}`)]
      if (name === 'kind' || name === 'was') return [name, t(`kind.${value}`)]
      if (name === 'cost' || name === 'budget') return [name, formats.money(Number(value))]
      return [name, typeof value === 'number' ? formats.number(value) : value]
    })
    return String(t(key, { ...Object.fromEntries(named), scenario: detail.name }))
  }
}

const isStep = new Set(['other', 'contact', 'target', 'start', 'id'])

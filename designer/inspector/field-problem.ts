import { createContext, useContext } from 'react'
import type { NodeId } from '../../schemas/node.ts'
import { useProblemText } from '../canvas/problem-text.ts'
import { useProblems } from '../canvas/problems.ts'

/** The step whose form is drawn. */
export const FormNode = createContext<NodeId | null>(null)

/** What is wrong with one setting of the step being set up, in the reader's words; null: nothing. */
export function useFieldProblem(field: string | null): string | null {
  const nodeId = useContext(FormNode)
  const problems = useProblems()
  const textOf = useProblemText()
  if (field === null) return null
  const found = problems.find((one) => one.nodeId === nodeId && isOf(field, one.field))
  return found ? textOf(found) : null
}

/** A setting and what it is made of: `audience` is told of `audience.rule`. */
function isOf(field: string, found: string | null): boolean {
  return found === field || found?.startsWith(`${field}.`) === true
}

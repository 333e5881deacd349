import type { z } from 'zod'
import { type IssueProblem, issueProblems, scenarioKinds } from '../engine/read-scenario.ts'

const issuesShown = 20

/** What a schema did not like of a JSON value: one sentence per place, with the place, the value and what is wanted. */
export function describeIssues(issues: readonly z.core.$ZodIssue[], value: unknown): string[] {
  return describeProblems(issueProblems(issues, value))
}

export function describeProblems(problems: readonly IssueProblem[]): string[] {
  const sentences = problems.map(describeProblem)
  const more = sentences.length - issuesShown
  return more > 0 ? [...sentences.slice(0, issuesShown), `… and ${more} more.`] : sentences
}

function describeProblem(problem: IssueProblem): string {
  const { place, step } = problem
  const where = place === '' ? 'The whole value' : place
  return `${where}${step ? ` (step "${step}")` : ''}: ${wordsOf(problem)}`
}

function wordsOf({ code, value, wanted }: IssueProblem): string {
  switch (code) {
    case 'UNKNOWN_KIND':
      return `${value} is no kind of step; there are ${scenarioKinds.join(', ')}.`
    case 'UNKNOWN_FIELD':
      return `${value} is not known here: remove or correct it.`
    case 'MISSING':
      return 'missing.'
    case 'WRONG':
      return wanted.startsWith('not ') ? `${value} is ${wanted}.` : `${value} – ${wanted}.`
  }
}

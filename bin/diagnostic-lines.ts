import type { Diagnostic } from '../schemas/diagnostic.ts'

/** Diagnostics as lines of text, the worst first, with a count at the end. */
export function diagnosticLines(diagnostics: readonly Diagnostic[]): string {
  const worstFirst = diagnostics.toSorted((a, b) => a.level.localeCompare(b.level))
  const lines = worstFirst.map(({ level, nodeId, field, message }) => {
    const place = [nodeId, field].filter((part) => part !== null).join('.')
    return `${level.padEnd(7)}  ${place ? `${place}: ` : ''}${message}`
  })
  return [...lines, countLine(diagnostics)].join('\n')
}

function countLine(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ level }) => level === 'error').length
  const warnings = diagnostics.length - errors
  if (diagnostics.length === 0) return 'No problems: it can be published.'
  const verdict = errors === 0 ? 'it can be published' : 'it cannot be published'
  return `${counted(errors, 'error')}, ${counted(warnings, 'warning')}: ${verdict}.`
}

function counted(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`
}

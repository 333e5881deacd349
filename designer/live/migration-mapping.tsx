import { useQuery } from '@tanstack/react-query'
import type { Migration, MigrationCheck } from '../../schemas/api/migrations.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import { versionQuery } from '../document/queries.ts'
import fields from '../inspector/inspector.module.css'
import { titleOf } from '../kinds/registry.ts'
import { useStepName } from './use-step-name.ts'

type Step = MigrationCheck['rows'][number]['from']

/** Where the customers of steps go that a version has not, a choice for each of the `steps`. */
export function MigrationMapping(props: {
  version: number
  steps: readonly Pick<Step, 'nodeId' | 'title'>[]
  mapping: Migration['mapping']
  onChange: (mapping: Migration['mapping']) => void
}) {
  const { detail } = useRoom()
  const words = useWords()
  const { t } = words
  const name = useStepName()
  const { version, steps, mapping, onChange } = props
  const { data: target } = useQuery(versionQuery(detail.id, version))
  return (
    <>
      <h3>{t('migration.mapping')}</h3>
      {steps.map((step) => {
        const id = mappingId(step.nodeId)
        const goes = mapping[step.nodeId]
        return (
          <div key={step.nodeId} className={fields.field}>
            <label htmlFor={id}>{name(step)}</label>
            <select
              id={id}
              className={fields.select}
              value={goes === undefined ? '?' : (goes ?? '')}
              onChange={(event) =>
                onChange({ ...mapping, [step.nodeId]: event.currentTarget.value || null })
              }
            >
              <option value="?" disabled>
                {t('migration.choose')}
              </option>
              {target?.source.nodes
                .filter(({ kind }) => kind !== 'segment')
                .map((node) => (
                  <option key={node.id} value={node.id}>
                    {titleOf(node, words)}
                  </option>
                ))}
              <option value="">{t('migration.leave')}</option>
            </select>
          </div>
        )
      })}
    </>
  )
}

/** The id of the choice for a step. */
export const mappingId = (nodeId: string) => `map-${nodeId}`

/**
 * Steps to be mapped, each once: those that the version taken up to now loses (`removed`), and those of any older one
 * where somebody stands and which the version gone over to has not.
 */
export function stepsToMap(
  removed: readonly Pick<Step, 'nodeId' | 'title'>[],
  rows: MigrationCheck['rows'],
): readonly Pick<Step, 'nodeId' | 'title'>[] {
  const gone = rows.filter(({ from, to }) => to?.nodeId !== from.nodeId).map(({ from }) => from)
  return [...new Map([...removed, ...gone].map((step) => [step.nodeId, step])).values()]
}

import { Button } from '@mantine/core'
import { IconAlertCircle, IconAlertTriangle } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { applyFix } from '../../engine/edit/apply-fix.ts'
import { titleOf } from '../kinds/registry.ts'
import { PanelHead } from './panel-head.tsx'
import { useProblemText } from './problem-text.ts'
import { useProblems } from './problems.ts'
import styles from './room.module.css'
import { useRoom, useScenario, useWords } from './room.ts'

/** What is still to be done, in the marketer's words, each with a way there and, where there is one, its repair. */
export function ProblemsPanel() {
  const { commands, catalogue, detail } = useRoom()
  const words = useWords()
  const { t } = words
  const problems = useProblems()
  const textOf = useProblemText()
  const scenario = useScenario()
  const ordered = [
    ...problems.filter(({ level }) => level === 'error'),
    ...problems.filter(({ level }) => level === 'warning'),
  ]
  return (
    <>
      <PanelHead title={t('problems.title')} />
      {ordered.length === 0 && <p className={styles.empty}>{t('problems.allDone')}</p>}
      <ul className={styles.list}>
        {ordered.map((problem) => {
          const node = scenario.nodes.find(({ id }) => id === problem.nodeId)
          const { fix, nodeId } = problem
          return (
            <li
              key={`${problem.code} ${nodeId} ${problem.field} ${JSON.stringify(problem.values)}`}
              className={styles.card}
              data-level={problem.level}
            >
              <small>
                {problem.level === 'error' ? (
                  <IconAlertCircle size={15} aria-label={t('problems.error')} />
                ) : (
                  <IconAlertTriangle size={15} aria-label={t('problems.warning')} />
                )}
                {node ? titleOf(node, words) : t('problems.whole')}
              </small>
              <p>{textOf(problem)}</p>
              <div className={styles.actions}>
                {fix && (
                  <Button
                    size="compact-sm"
                    onClick={({ currentTarget }) => {
                      // The button goes with its problem: the keyboard stays in the list.
                      currentTarget.closest('aside')?.focus()
                      commands.edit((drawing) =>
                        applyFix(drawing, fix, Object.keys(catalogue.nodes)),
                      )
                    }}
                  >
                    {t(`fix.${fix.do}`)}
                  </Button>
                )}
                {problem.code === 'COST_ABOVE_BUDGET' && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    component={Link}
                    to={`/campaigns/${detail.campaign.id}`}
                  >
                    {t('problems.toBudget')}
                  </Button>
                )}
                {node && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    onClick={() => {
                      commands.show(node.id)
                      commands.open(node.id, problem.field)
                    }}
                  >
                    {t('problems.goThere')}
                  </Button>
                )}
              </div>
            </li>
          )
        })}
      </ul>
    </>
  )
}

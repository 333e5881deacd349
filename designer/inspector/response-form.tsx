import { useMemo } from 'react'
import { reorderBranches } from '../../engine/edit/branches.ts'
import { graphOf, nearestBefore, reachableFrom } from '../../engine/graph.ts'
import { type ResponseKind, responsesOf } from '../../schemas/basics.ts'
import type { Node, NodeOf, Scenario } from '../../schemas/scenario.ts'
import { useRoom, useScenario, useWords } from '../canvas/room.ts'
import { titleOf } from '../kinds/registry.ts'
import { durationText } from '../kinds/sentences.ts'
import { DurationInput, Group, Pick, Tick } from './fields.tsx'
import type { FormProps } from './form-props.ts'
import styles from './inspector.module.css'
import { OrderButtons, swapped } from './order-buttons.tsx'

/** Which responses get a branch, in what order, until when; and to which contacts. */
export function ResponseForm({ node, change }: FormProps<'response'>) {
  const words = useWords()
  const { t } = words
  const scenario = useScenario()
  const { commands } = useRoom()
  const { before, possible, nearest } = useMemo(() => contactsOf(scenario, node), [scenario, node])
  const { outcomes } = node
  const free = possible.filter((one) => !outcomes.some(({ response }) => response === one))
  return (
    <>
      <Group label={t('responseForm.outcomes')} field="outcomes">
        <ol className={styles.rows}>
          {outcomes.map(({ response, leave }, index) => (
            <li key={response} className={styles.row}>
              <b>{t(`response.${response}`)}</b>
              <Pick
                label={t('responseForm.leave', { response: t(`response.${response}`) })}
                value={leave}
                options={[
                  ['atOnce', t('responseForm.atOnce')],
                  ['atEnd', t('responseForm.atEnd')],
                ]}
                onChange={(when) =>
                  change(
                    {
                      outcomes: outcomes.map((one) =>
                        one.response === response ? { ...one, leave: when } : one,
                      ),
                    },
                    'outcomes',
                  )
                }
              />
              <OrderButtons
                name={t(`response.${response}`)}
                index={index}
                count={outcomes.length}
                onMove={(by) =>
                  commands.edit((drawing) =>
                    reorderBranches(
                      drawing,
                      node.id,
                      swapped(outcomes, index, by).map((one) => one.response),
                    ),
                  )
                }
                onRemove={() =>
                  change({ outcomes: outcomes.filter((one) => one.response !== response) }, '')
                }
              />
            </li>
          ))}
          <li className={styles.row}>
            <b>{t('port.none')}</b>
            <span className={styles.quiet}>
              {t('responseForm.noneAfter', { window: durationText(t, node.window) })}
            </span>
          </li>
        </ol>
        {free.length > 0 && (
          <div className={styles.chips}>
            {free.map((response) => (
              <button
                key={response}
                type="button"
                onClick={() =>
                  change({ outcomes: [...outcomes, { response, leave: 'atOnce' }] }, '')
                }
              >
                + {t(`response.${response}`)}
              </button>
            ))}
          </div>
        )}
      </Group>
      <Group label={t('responseForm.window')} field="window">
        <p className={styles.sentence}>
          {t('responseForm.windowBefore')}
          <DurationInput
            label={t('responseForm.window')}
            value={node.window}
            onChange={(window) => change({ window }, 'window')}
          />
          {t('responseForm.windowAfter')}
        </p>
      </Group>
      <Group label={t('responseForm.contacts')} field="contacts">
        <Tick
          checked={node.contacts.length === 0}
          disabled={node.contacts.length === 0}
          onChange={() => change({ contacts: [] }, 'contacts')}
        >
          {t('responseForm.nearest', {
            titles: nearest.map((one) => titleOf(one, words)).join(', ') || '–',
          })}
        </Tick>
        {before.map((contact) => (
          <Tick
            key={contact.id}
            checked={node.contacts.includes(contact.id)}
            onChange={(on) =>
              change(
                {
                  contacts: on
                    ? [...node.contacts, contact.id]
                    : node.contacts.filter((id) => id !== contact.id),
                },
                'contacts',
              )
            }
          >
            {titleOf(contact, words)}
          </Tick>
        ))}
      </Group>
    </>
  )
}

/** The contacts that come before the step, those it listens to, and what can come back from these. */
function contactsOf(scenario: Scenario, node: NodeOf<'response'>) {
  const graph = graphOf(scenario)
  const isContact = (one: Node) => one.kind === 'channel' || one.kind === 'call'
  const before = scenario.nodes.filter(
    (one) => isContact(one) && one.id !== node.id && reachableFrom(graph, one.id).has(node.id),
  )
  const near = nearestBefore(graph, node.id, isContact)
  const nearest = near.flatMap((id) => graph.nodes.get(id) ?? [])
  const heard =
    node.contacts.length > 0 ? before.filter(({ id }) => node.contacts.includes(id)) : nearest
  const kinds = heard.flatMap((one): readonly ResponseKind[] => {
    if (one.kind === 'call') return responsesOf.call
    return one.kind === 'channel' && one.channel ? responsesOf[one.channel] : []
  })
  return { before, nearest, possible: [...new Set(kinds)] }
}

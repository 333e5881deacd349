import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { graphOf, nearestBefore } from '../../engine/graph.ts'
import type { Previewed } from '../../schemas/api/preview.ts'
import type { Node, NodeOf, Scenario } from '../../schemas/scenario.ts'
import { ask } from '../api/client.ts'
import { useProblem } from '../app/use-problem.ts'
import { useRoom, useScenario, useWords } from '../canvas/room.ts'
import { contentOf } from '../kinds/offer.tsx'
import { Pick } from './fields.tsx'
import { Framed } from './frames.tsx'
import styles from './inspector.module.css'
import { MessageChecks } from './message-checks.tsx'
import { PersonSwitcher } from './person-switcher.tsx'
import { RuleReach } from './rule-editor.tsx'
import { useAudience, useAudienceRule } from './samples.ts'
import { WaitExample } from './sending-example.tsx'
import { variantName } from './variant-name.ts'

export function hasPreview(node: Node): boolean {
  return ['channel', 'call', 'offer', 'segment', 'wait'].includes(node.kind)
}

/** How a step looks to a customer, or which customers it means. */
export function Preview({ node }: { node: Node }) {
  const rule = useAudienceRule()
  const { t } = useWords()
  switch (node.kind) {
    case 'channel':
    case 'call':
      return <MessagePreview node={node} />
    case 'offer':
      return <OfferPreview node={node} />
    case 'segment':
      return rule ? <RuleReach rule={rule} sample={10} /> : <p>{t('todo.segment')}</p>
    case 'wait':
      return node.until ? <WaitExample until={node.until} /> : <p>{t('todo.wait')}</p>
    case 'response':
    case 'condition':
    case 'experiment':
    case 'update':
    case 'goal':
    case 'exit':
      return null
  }
}

function MessagePreview({ node }: { node: NodeOf<'channel'> | NodeOf<'call'> }) {
  const room = useWords()
  const { t, formats } = room
  const explain = useProblem()
  const audience = useAudience()
  const [index, setIndex] = useState(0)
  const people = audience?.sample ?? []
  const variants = (node.kind === 'channel' && node.message?.variants) || []
  const [words, setWords] = useState('automatic')
  const body = withWords(usePreviewBody(node), words)
  const customer = people[index]
  const [settled] = useDebouncedValue(body, 300)
  const { data, error } = useQuery({
    queryKey: ['preview', settled, customer?.id ?? null],
    queryFn: ({ signal }) =>
      ask<Previewed>('/preview', {
        method: 'POST',
        body: { ...settled, ...(customer ? { customer: customer.id } : {}) },
        signal,
      }),
    enabled: settled !== null && audience !== undefined,
    placeholderData: keepPreviousData,
  })
  const gotten = variants[data?.variant ?? -1]
  if (!body) return <p className={styles.plain}>{t('preview.nothing')}</p>
  return (
    <>
      <PersonSwitcher
        name={data?.customer.name ?? customer?.name ?? null}
        index={index}
        count={people.length}
        onIndex={setIndex}
      />
      {variants.length > 0 && (
        <Pick
          wide
          label={t('variant.show')}
          value={words}
          options={[
            ['automatic', t('variant.automatic')],
            ['usual', t('variant.usual')],
            ...variants.map(
              (variant, place) => [String(place), variantName(variant, room)] as const,
            ),
          ]}
          onChange={setWords}
        />
      )}
      {error && <p className={styles.wrong}>{explain(error)}</p>}
      {data && (
        <>
          <div className={styles.stage}>
            <Framed message={data} channel={body.channel} />
          </div>
          <p className={styles.hint}>
            {data.parts !== null &&
              [
                data.size === 'sms' ? 'SMS' : 'LMS',
                t('preview.bytes', { bytes: formats.number(data.bytes), count: data.parts }),
              ].join(' · ')}
          </p>
          {gotten && (
            <p className={styles.hint}>{t('variant.gets', { name: variantName(gotten, room) })}</p>
          )}
          {data.unsupported.length > 0 && (
            <p className={styles.wrong}>
              {t('message.unsupported', { characters: data.unsupported.join(' ') })}
            </p>
          )}
          {node.kind === 'channel' && <MessageChecks node={node} message={data} />}
          {data.missing.length > 0 && (
            <p className={styles.wrong}>
              {t('preview.missing', {
                tags: data.missing.map((tag) => t(`tag.${tag}`)).join(', '),
              })}
            </p>
          )}
        </>
      )}
    </>
  )
}

/** The words a customer gets by rule, or the ones asked for, whoever the customer. */
function withWords(body: ReturnType<typeof usePreviewBody>, words: string) {
  if (!body || body.channel === 'call' || words === 'automatic') return body
  const { variants = [], ...usual } = body.message
  const { subject, body: text } = variants[Number(words)] ?? usual
  return { ...body, message: { ...usual, subject, body: text } }
}

/** What POST /preview takes; null while there is nothing to show. */
export function usePreviewBody(node: NodeOf<'channel'> | NodeOf<'call'>) {
  const scenario = useScenario()
  const { catalogue } = useRoom()
  const offer = offerBefore(scenario, node, catalogue)
  if (node.kind === 'call') {
    if (node.script.trim() === '') return null
    const message = { subject: '', body: node.script }
    return { channel: 'call' as const, message, advertising: node.advertising, offer }
  }
  if (!node.channel || !node.message?.body.trim()) return null
  return { channel: node.channel, message: node.message, advertising: node.advertising, offer }
}

function offerBefore(
  scenario: Scenario,
  node: Node,
  catalogue: Parameters<typeof contentOf>[1]['catalogue'],
) {
  const graph = graphOf(scenario)
  const [id] = nearestBefore(graph, node.id, (one) => one.kind === 'offer')
  const found = id === undefined ? undefined : graph.nodes.get(id)
  return found?.kind === 'offer' ? contentOf(found, { catalogue }) : null
}

function OfferPreview({ node }: { node: NodeOf<'offer'> }) {
  const { t, formats, catalogue } = useWords()
  const content = contentOf(node, { catalogue })
  if (!content) return <p className={styles.plain}>{t('todo.offer')}</p>
  const { reward } = content
  return (
    <div className={styles.stage}>
      <div className={styles.coupon}>
        <span className={styles.over}>{content.name}</span>
        <b>{reward ? reward.name : content.product || t('offer.noReward')}</b>
        {reward && (
          <span className={styles.quiet}>
            {formats.money(reward.faceValue)} · {t('offer.valid', { count: reward.validDays })}
          </span>
        )}
        {reward && content.product && <span>{content.product}</span>}
      </div>
    </div>
  )
}

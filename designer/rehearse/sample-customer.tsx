import { Button } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { type OneRehearsed, rehearseOne } from '../../engine/rehearse/one.ts'
import type { GivenResponse } from '../../schemas/rehearsal.ts'
import { useProblem } from '../app/use-problem.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import { spotOf } from '../canvas/spots.ts'
import inspector from '../inspector/inspector.module.css'
import { PersonSwitcher } from '../inspector/person-switcher.tsx'
import { useAudience } from '../inspector/samples.ts'
import { titleOf } from '../kinds/registry.ts'
import { OneWay } from './one-way.tsx'
import { type SampleCustomer as Sample, sampleCustomerQuery } from './queries.ts'
import styles from './rehearse.module.css'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** How far the clock can be moved. */
const aheadMs = 120 * dayMs
const basket = 30_000

/** A real customer of the audience: move the clock, answer in their place, and see what happens and why. */
export function SampleCustomer() {
  const { detail } = useRoom()
  const explain = useProblem()
  const audience = useAudience()
  const people = audience?.sample ?? []
  const [index, setIndex] = useState(0)
  const chosen = people[index]?.id ?? null
  const { data, error } = useQuery({
    ...sampleCustomerQuery(detail.id, chosen),
    enabled: audience !== undefined,
  })
  return (
    <>
      <PersonSwitcher
        name={data?.customer.name ?? data?.customer.externalId ?? null}
        index={index}
        count={people.length}
        onIndex={setIndex}
      />
      {error && <p className={inspector.wrong}>{explain(error)}</p>}
      {data && <Rehearsed key={data.rehearsed.uuid} sample={data} />}
    </>
  )
}

function Rehearsed({ sample }: { sample: Sample }) {
  const { rehearsal, catalogue, ui } = useRoom()
  const { t, formats } = useWords()
  const [at, setAt] = useState(sample.startsAt)
  const [responses, setResponses] = useState<readonly GivenResponse[]>([])
  const plan = rehearsal?.plan ?? null
  const one = useMemo(
    () =>
      plan &&
      rehearseOne(plan, sample.rehearsed, {
        startsAt: sample.startsAt,
        until: at,
        policy: catalogue.policy,
        policyVersion: sample.policyVersion,
        houseZone: sample.houseZone,
        responses,
      }),
    [plan, sample, at, responses, catalogue.policy],
  )
  useEffect(() => {
    if (!one) return
    const ways = one.moves.flatMap(({ id, port }) => [
      id,
      ...(port === null ? [] : [spotOf(id, port)]),
    ])
    ui.setState({ path: new Set([...ways, one.stands.id]) })
  }, [one, ui])
  useEffect(() => () => ui.setState({ path: null }), [ui])
  if (!one) return null
  const { next } = one
  return (
    <>
      <div className={styles.clock}>
        <output>{formats.moment(at)}</output>
        <input
          type="range"
          aria-label={t('rehearse.clock')}
          aria-valuetext={formats.moment(at)}
          min={sample.startsAt}
          max={sample.startsAt + aheadMs}
          step={hourMs}
          value={at}
          onChange={(event) => setAt(Number(event.currentTarget.value))}
        />
        <div className={styles.buttons}>
          <Button
            size="compact-sm"
            disabled={next === null}
            rightSection={<IconArrowRight size={14} />}
            onClick={() => next && setAt(next.at)}
          >
            {next ? t('rehearse.next', { at: formats.moment(next.at) }) : t('rehearse.noNext')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setAt(at + dayMs)}>
            {t('rehearse.dayOn')}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              setAt(sample.startsAt)
              setResponses([])
            }}
          >
            {t('rehearse.fromStart')}
          </Button>
        </div>
      </div>
      <Answers
        one={one}
        onAnswer={(node, kind) =>
          setResponses([
            ...responses.filter((given) => given.at <= at),
            { node, kind, at, ...(kind === 'purchased' ? { amount: basket } : {}) },
          ])
        }
      />
      <OneWay one={one} sample={sample} />
    </>
  )
}

/** What the customer could do now that the step they stand at looks at. */
function Answers(props: {
  one: OneRehearsed
  onAnswer: (node: number, kind: GivenResponse['kind']) => void
}) {
  const { live } = useRoom()
  const words = useWords()
  const { t, formats } = words
  const { listensFor } = props.one
  if (listensFor.length === 0) return null
  const several = new Set(listensFor.map(({ no }) => no)).size > 1
  const contactOf = (no: number) => {
    const node = live?.source.nodes.find(({ id }) => id === live.ids.get(no))
    return node && several ? ` · ${titleOf(node, words)}` : ''
  }
  return (
    <section className={styles.section}>
      <h3>{t('rehearse.answer')}</h3>
      <div className={styles.buttons}>
        {listensFor.map(({ no, kind }) => (
          <Button
            key={`${no} ${kind}`}
            size="compact-sm"
            variant="default"
            onClick={() => props.onAnswer(no, kind)}
          >
            {t(`response.${kind}`)}
            {kind === 'purchased' && ` ${formats.money(basket)}`}
            {contactOf(no)}
          </Button>
        ))}
      </div>
    </section>
  )
}

import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ScoreModelRow } from '../../../schemas/api/scores.ts'
import { scoreModelsQuery } from '../../api/scores.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Chip, Empty, Panel, Stack, Table } from '../../components/page.tsx'
import { useSubjectName } from '../../rules/use-subject-name.ts'
import { MakeScoresDialog } from './make-scores.tsx'
import { ModelSheet } from './model-sheet.tsx'
import styles from './scores.module.css'

/** Every model that scores come from, how far it can be trusted, and how its scores are spread. */
export function ScoresSheet() {
  const { t } = useTranslation('scores')
  const models = useQuery(scoreModelsQuery())
  const [making, setMaking] = useState(false)
  const make = <Button onClick={() => setMaking(true)}>{t('make')}</Button>
  return (
    <Loaded query={models}>
      {(all) => (
        <Stack>
          {all.length === 0 ? (
            <Empty title={t('none')} text={t('noneText')}>
              {make}
            </Empty>
          ) : (
            <>
              <div className={styles.actions}>{make}</div>
              <Models models={all} />
              <Versions models={all} />
            </>
          )}
          {making && <MakeScoresDialog onClose={() => setMaking(false)} />}
        </Stack>
      )}
    </Loaded>
  )
}

/** The models that scores come from now, one at a time. */
function Models({ models }: { models: readonly ScoreModelRow[] }) {
  const { t } = useTranslation('scores')
  const current = models.filter(({ keys }) => keys.length > 0)
  const [picked, setPicked] = useState<number | null>(null)
  const shown = current.find(({ id }) => id === picked) ?? current[0]
  if (!shown) return null
  return (
    <>
      <nav className={styles.models} aria-label={t('models')}>
        {current.map((model) => (
          <button
            key={model.id}
            type="button"
            aria-pressed={model.id === shown.id}
            onClick={() => setPicked(model.id)}
          >
            {t(`kind.${model.kind}`)}
            {said(model) && <small>{said(model)}</small>}
          </button>
        ))}
      </nav>
      <ModelSheet key={shown.id} model={shown} />
    </>
  )
}

function Versions({ models }: { models: readonly ScoreModelRow[] }) {
  const { t } = useTranslation('scores')
  const format = useFormats()
  const nameOf = useSubjectName()
  return (
    <Panel title={t('versions')}>
      <Table label={t('versions')}>
        <thead>
          <tr>
            <th>{t('model')}</th>
            <th>{t('version')}</th>
            <th>{t('window')}</th>
            <th data-number>{t('customers')}</th>
            <th>{t('made')}</th>
            <th>{t('gives')}</th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <tr key={model.id}>
              <td>
                {t(`kind.${model.kind}`)} <small className={styles.quiet}>{said(model)}</small>
              </td>
              <td data-label={t('version')}>{model.version}</td>
              <td className={styles.quiet} data-label={t('window')}>
                {model.windowFrom === null
                  ? t('windowUntil', { day: format.day(model.asOf) })
                  : `${format.day(model.windowFrom)} – ${format.day(model.asOf)}`}
              </td>
              <td data-number data-label={t('customers')}>
                {format.number(model.customers)}
              </td>
              <td className={styles.quiet} data-label={t('made')}>
                {format.moment(model.madeAt)} · {model.madeBy}
              </td>
              <td>
                {model.keys.length === 0 ? (
                  <Chip>{t('superseded')}</Chip>
                ) : (
                  model.keys.map((key) => nameOf(`scores.${key}`)).join(', ')
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  )
}

/** What a model is called by those who made it; of our own, whose kind has a name, the method alone. */
function said({ kind, name }: ScoreModelRow): string {
  return kind === 'profit' || kind === 'rfm' ? '' : name
}

import { Button } from '@mantine/core'
import { IconSitemap } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Campaign } from '../../../schemas/api/campaigns.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Chip, Empty, Panel } from '../../components/page.tsx'
import styles from './campaign.module.css'
import { NewScenario } from './new-scenario.tsx'

/** The campaign's drawings; each opens on its canvas. */
export function ScenarioCards({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation('campaign')
  const format = useFormats()
  const [making, setMaking] = useState(false)
  return (
    <Panel title={t('scenario.title')}>
      {campaign.scenarios.length === 0 ? (
        <Empty title={t('scenario.empty.title')} text={t('scenario.empty.text')}>
          <Button onClick={() => setMaking(true)}>{t('scenario.empty.begin')}</Button>
        </Empty>
      ) : (
        <ul className={styles.cards}>
          {campaign.scenarios.map((scenario) => (
            <li key={scenario.id}>
              <Link
                to="/campaigns/$campaign/scenarios/$scenario"
                params={{ campaign: campaign.id, scenario: scenario.id }}
                className={styles.card}
              >
                <i className={styles.tile} aria-hidden>
                  <IconSitemap size={17} stroke={1.8} />
                </i>
                <span>
                  <b>{scenario.name}</b>
                  <small>
                    {t('scenario.changed', {
                      when: format.moment(scenario.updatedAt),
                      by: scenario.updatedBy,
                    })}
                  </small>
                </span>
                {scenario.version === null ? (
                  <Chip>{t('scenario.draft')}</Chip>
                ) : (
                  <Chip tone="accent">{t('scenario.version', { version: scenario.version })}</Chip>
                )}
              </Link>
            </li>
          ))}
        </ul>
      )}
      <NewScenario campaign={campaign.id} opened={making} onClose={() => setMaking(false)} />
    </Panel>
  )
}

import { Button } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Campaign } from '../../../schemas/api/campaigns.ts'
import { Problem } from '../../components/loaded.tsx'
import { Panel, Stack } from '../../components/page.tsx'
import { BasicFields, GoalFields, MeansFields } from './brief-fields.tsx'
import { BriefMemos } from './brief-memos.tsx'
import styles from './campaign.module.css'
import { useBriefDraft } from './use-brief-draft.ts'

/** The campaign sheet, all fields of the brief. What is typed is kept until it is saved or given up. */
export function BriefSheet({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation(['campaign', 'words'])
  const draft = useBriefDraft(campaign)
  useBlocker({
    shouldBlockFn: () => draft.dirty && !window.confirm(t('brief.leave')),
    enableBeforeUnload: draft.dirty,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        draft.save()
      }}
    >
      <Stack>
        {draft.newer && (
          <div className={styles.conflict} role="alert">
            <span>{t('brief.conflict')}</span>
            <Button size="compact-sm" variant="default" onClick={draft.takeTheirs}>
              {t('brief.takeTheirs')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={draft.keepMine}>
              {t('brief.keepMine')}
            </Button>
          </div>
        )}
        {draft.error !== null && <Problem error={draft.error} />}
        <Panel title={t('brief.basics')}>
          <BasicFields draft={draft} />
        </Panel>
        <Panel title={t('brief.means')}>
          <MeansFields draft={draft} />
        </Panel>
        <Panel title={t('brief.goals')}>
          <GoalFields draft={draft} />
        </Panel>
        <Panel title={t('brief.memos')}>
          <BriefMemos draft={draft} />
        </Panel>
        <div className={styles.foot}>
          <span aria-live="polite">{t(draft.dirty ? 'brief.unsaved' : 'brief.saved')}</span>
          <Button variant="default" disabled={!draft.dirty} onClick={draft.takeTheirs}>
            {t('brief.undo')}
          </Button>
          <Button type="submit" disabled={!draft.dirty} loading={draft.saving}>
            {t('words:action.save')}
          </Button>
        </div>
      </Stack>
    </form>
  )
}

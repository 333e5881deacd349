import { Button, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { Link, useBlocker, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SegmentDetail } from '../../../schemas/api/segments.ts'
import type { Rule } from '../../../schemas/rule.ts'
import { addressOf } from '../../api/client.ts'
import { deleteSegment, saveSegment } from '../../api/segments.ts'
import { ConfirmButton } from '../../components/confirm-button.tsx'
import { Problem } from '../../components/loaded.tsx'
import { Panel, Stack } from '../../components/page.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { RuleBuilder } from '../../rules/rule-builder.tsx'
import { RuleReach } from '../../rules/rule-reach.tsx'
import { Breakdown } from './breakdown.tsx'
import { CampaignEffect } from './campaign-effect.tsx'
import { KindChip } from './kind-chip.tsx'
import styles from './segments.module.css'
import { SizeHistory } from './size-history.tsx'
import { SnapshotDialog } from './snapshot-dialog.tsx'

/** The sheet of a segment: its name, its rule in sentences, and whom it means right now. */
export function SegmentEditor({ segment }: { segment: SegmentDetail | null }) {
  const { t } = useTranslation(['segments', 'words', 'frame'])
  const navigate = useNavigate()
  const [base, setBase] = useState(sheetOf(segment))
  const [sheet, setSheet] = useState(base)
  const [settled] = useDebouncedValue(sheet.rule, 400)
  const [freezing, setFreezing] = useState(false)
  const dirty = JSON.stringify(sheet) !== JSON.stringify(base)
  const saving = useMutation({
    mutationFn: () => saveSegment(segment?.id ?? null, { ...sheet, name: sheet.name.trim() }),
    onSuccess: (saved) => {
      setBase(sheetOf(saved))
      setSheet(sheetOf(saved))
      if (segment === null)
        void navigate({
          to: '/segments/$segment',
          params: { segment: saved.id },
          replace: true,
          ignoreBlocker: true,
        })
    },
  })
  const removing = useMutation({
    mutationFn: deleteSegment,
    onSuccess: () => void navigate({ to: '/segments', ignoreBlocker: true }),
  })
  useBlocker({
    shouldBlockFn: () => dirty && !saving.isPending && !window.confirm(t('leave')),
    enableBeforeUnload: dirty,
  })
  const set = (part: Partial<typeof sheet>) => setSheet((now) => ({ ...now, ...part }))
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        saving.mutate()
      }}
    >
      <PageHead
        title={base.name || t('new')}
        crumbs={<Link to="/segments">{t('frame:room.segments')}</Link>}
        chips={segment && <KindChip segment={segment} />}
      >
        {segment !== null && (
          <ConfirmButton
            size="sm"
            label={t('remove')}
            question={t('confirm')}
            loading={removing.isPending}
            onConfirm={() => removing.mutate(segment.id)}
          />
        )}
        {segment !== null && segment.fixedAt === null && (
          <Button variant="default" disabled={dirty} onClick={() => setFreezing(true)}>
            {t('snapshot.make')}
          </Button>
        )}
        <Button
          type="submit"
          disabled={!dirty || sheet.name.trim() === ''}
          loading={saving.isPending}
        >
          {t('words:action.save')}
        </Button>
      </PageHead>
      {saving.error && <Problem error={saving.error} />}
      {removing.error && <Problem error={removing.error} />}
      <div className={styles.columns}>
        <Stack>
          <Panel>
            <div className={styles.fields}>
              <TextInput
                label={t('name')}
                maxLength={120}
                data-autofocus={segment === null}
                value={sheet.name}
                onChange={(event) => set({ name: event.currentTarget.value })}
              />
              <Textarea
                label={t('description')}
                autosize
                minRows={1}
                maxLength={2000}
                value={sheet.description}
                onChange={(event) => set({ description: event.currentTarget.value })}
              />
            </div>
          </Panel>
          <Panel title={t('rule')}>
            <RuleBuilder rule={sheet.rule} onChange={(rule) => set({ rule })} />
          </Panel>
          <Breakdown rule={settled} />
          {segment !== null && <SizeHistory segment={segment.id} />}
          {segment !== null && <CampaignEffect segment={segment.id} />}
        </Stack>
        <div className={styles.reach}>
          <Panel
            title={t('reach')}
            aside={
              segment !== null &&
              !dirty && (
                <Button
                  component="a"
                  href={addressOf(`/segments/${segment.id}/customers`)}
                  download
                  size="compact-sm"
                  variant="default"
                >
                  CSV<span className="unseen"> {t('take')}</span>
                </Button>
              )
            }
          >
            <RuleReach rule={sheet.rule} sample={8} />
          </Panel>
        </div>
      </div>
      {freezing && segment !== null && (
        <SnapshotDialog segment={segment} onClose={() => setFreezing(false)} />
      )}
    </form>
  )
}

const everyone: Rule = { type: 'everyone' }

function sheetOf(segment: SegmentDetail | null) {
  return {
    name: segment?.name ?? '',
    description: segment?.description ?? '',
    rule: segment?.rule ?? everyone,
  }
}

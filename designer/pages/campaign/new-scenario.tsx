import { Modal, UnstyledButton } from '@mantine/core'
import { IconDownload, IconFile, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Scenario } from '../../../schemas/scenario.ts'
import {
  createScenario,
  removeTemplate,
  type Template,
  templateDrawingQuery,
  templatesQuery,
} from '../../api/campaigns.ts'
import { useFormats } from '../../app/use-formats.ts'
import { download } from '../../components/download.ts'
import { Loaded, Problem } from '../../components/loaded.tsx'
import { loadWords } from '../../i18n/i18n.ts'
import styles from './gallery.module.css'
import { TemplateNeeds } from './template-needs.tsx'
import { TemplateNumbers } from './template-numbers.tsx'
import { useTemplateAudience } from './use-template-audience.ts'

// Reading files and laying drawings out come when the gallery opens.
const FileDrop = lazy(async () => {
  const [{ FileDrop: component }] = await Promise.all([
    import('../../file/file-drop.tsx'),
    loadWords('file'),
  ])
  return { default: component }
})
const Thumb = lazy(async () => {
  const { DrawingThumb: component } = await import('./drawing-thumb.tsx')
  return { default: component }
})

/** The gallery a drawing begins from: a proven template, one of the house, a file, or a blank sheet. */
export function NewScenario(props: { campaign: string; opened: boolean; onClose: () => void }) {
  const { t, i18n } = useTranslation('campaign')
  const navigate = useNavigate()
  const templates = useQuery({ ...templatesQuery, enabled: props.opened })
  const language = i18n.language === 'ko' ? 'ko' : 'en'
  const making = useMutation({
    mutationFn: createScenario,
    onSuccess: ({ id }) =>
      navigate({
        to: '/campaigns/$campaign/scenarios/$scenario',
        params: { campaign: props.campaign, scenario: id },
      }),
  })
  const { campaign } = props
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={t('gallery.title')} size={920}>
      <p className={styles.lead}>{t('gallery.lead')}</p>
      {making.error && <Problem error={making.error} />}
      <Loaded query={templates}>
        {(list) => (
          <div className={styles.gallery} aria-busy={making.isPending}>
            {list.map((template, index) => (
              <Card
                key={template.id}
                template={template}
                isFirst={index === 0}
                onClick={() =>
                  making.mutate({
                    campaign,
                    from: { make: 'template', template: template.id, language },
                  })
                }
              />
            ))}
            <UnstyledButton
              className={styles.blank}
              onClick={() =>
                making.mutate({ campaign, name: t('gallery.blankName'), from: { make: 'blank' } })
              }
            >
              <IconFile size={22} stroke={1.6} aria-hidden />
              <b>{t('gallery.blank')}</b>
              <small>{t('gallery.blankText')}</small>
            </UnstyledButton>
          </div>
        )}
      </Loaded>
      <Suspense fallback={null}>
        <FileDrop
          onScenario={(scenario) => making.mutate({ campaign, from: { make: 'file', scenario } })}
        />
      </Suspense>
    </Modal>
  )
}

function Card(props: { template: Template; isFirst: boolean; onClick: () => void }) {
  const { template, onClick } = props
  const { t, i18n } = useTranslation('campaign')
  const { day } = useFormats()
  const language = i18n.language === 'ko' ? 'ko' : 'en'
  const { data: drawing } = useQuery(templateDrawingQuery(template.id, language))
  const removing = useMutation({ mutationFn: removeTemplate })
  const { own } = template
  const id = useId()
  return (
    <div className={styles.card}>
      <UnstyledButton
        className={styles.choose}
        data-autofocus={props.isFirst || undefined}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-text`}
        onClick={onClick}
      >
        <span className={styles.thumb} aria-hidden>
          <Suspense fallback={null}>{drawing && <Thumb scenario={drawing} />}</Suspense>
        </span>
        <b id={`${id}-name`}>{template.name[language]}</b>
        <small id={`${id}-text`}>{template.description[language]}</small>
        {drawing && <Facts template={template.id} drawing={drawing} language={language} />}
        {own && <small>{t('gallery.own', { by: own.by, at: day(own.at) })}</small>}
      </UnstyledButton>
      <span className={styles.tools}>
        {drawing && (
          <button
            type="button"
            aria-label={t('gallery.download', { name: template.name[language] })}
            title={t('gallery.download', { name: template.name[language] })}
            onClick={() => download(`${drawing.name}.json`, JSON.stringify(drawing, null, 2))}
          >
            <IconDownload size={15} aria-hidden />
          </button>
        )}
        {own && (
          <button
            type="button"
            aria-label={t('gallery.remove', { name: template.name[language] })}
            title={t('gallery.remove', { name: template.name[language] })}
            disabled={removing.isPending}
            onClick={() => removing.mutate(template.id)}
          >
            <IconTrash size={15} aria-hidden />
          </button>
        )}
      </span>
    </div>
  )
}

function Facts(props: { template: string; drawing: Scenario; language: 'ko' | 'en' }) {
  const { template, drawing, language } = props
  const audience = useTemplateAudience(drawing)
  return (
    <>
      <TemplateNumbers template={template} language={language} audience={audience} />
      <TemplateNeeds scenario={drawing} audience={audience} />
    </>
  )
}

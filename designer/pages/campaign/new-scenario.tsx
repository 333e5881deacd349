import { Modal, UnstyledButton } from '@mantine/core'
import { IconFile, IconSitemap } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { createScenario, templatesQuery } from '../../api/campaigns.ts'
import { Loaded, Problem } from '../../components/loaded.tsx'
import styles from './campaign.module.css'

/** The gallery a drawing begins from: a proven template, or a blank sheet. */
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
    <Modal opened={props.opened} onClose={props.onClose} title={t('gallery.title')} size={680}>
      <p className={styles.galleryLead}>{t('gallery.lead')}</p>
      {making.error && <Problem error={making.error} />}
      <Loaded query={templates}>
        {(list) => (
          <div className={styles.gallery} aria-busy={making.isPending}>
            {list.map((template) => (
              <Choice
                key={template.id}
                icon={<IconSitemap size={18} stroke={1.8} />}
                title={template.name[language]}
                text={template.description[language]}
                onClick={() =>
                  making.mutate({
                    campaign,
                    from: { make: 'template', template: template.id, language },
                  })
                }
              />
            ))}
            <Choice
              icon={<IconFile size={18} stroke={1.8} />}
              title={t('gallery.blank')}
              text={t('gallery.blankText')}
              onClick={() =>
                making.mutate({ campaign, name: t('gallery.blankName'), from: { make: 'blank' } })
              }
            />
          </div>
        )}
      </Loaded>
    </Modal>
  )
}

function Choice(props: {
  icon: React.ReactNode
  title: string
  text: string
  onClick: () => void
}) {
  return (
    <UnstyledButton className={styles.choice} onClick={props.onClick}>
      <i className={styles.tile} aria-hidden>
        {props.icon}
      </i>
      <span>
        <b>{props.title}</b>
        <small>{props.text}</small>
      </span>
    </UnstyledButton>
  )
}

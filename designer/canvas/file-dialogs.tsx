import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { saveTemplate } from '../api/campaigns.ts'
import { useProblem } from '../app/use-problem.ts'
import { FileDrop } from '../file/file-drop.tsx'
import { NameInput } from '../inspector/fields.tsx'
import fields from '../inspector/inspector.module.css'
import styles from './dialogs.module.css'
import { useRoom, useWords } from './room.ts'

/** A file takes the place of the draft; undo brings the draft back. */
export function ImportDialog({ close }: { close: () => void }) {
  const { document, ui } = useRoom()
  const { t } = useWords()
  return (
    <Modal opened onClose={close} title={t('import.title')} size="lg">
      <p className={styles.text}>{t('import.text')}</p>
      <FileDrop
        onScenario={(scenario, name) => {
          close()
          document.apply(scenario, { code: 'REPLACED', values: { by: name } })
          ui.setState({ selected: null, panel: null, focused: scenario.start, folded: new Set() })
          notifications.show({ message: t('said.REPLACED', { by: name }) })
        }}
      />
    </Modal>
  )
}

/** The draft, kept to begin other scenarios with. */
export function TemplateDialog({ close }: { close: () => void }) {
  const { autosave, detail, document } = useRoom()
  const { t } = useWords()
  const explain = useProblem()
  const [name, setName] = useState(document.store.getState().scenario.name)
  const [description, setDescription] = useState('')
  const saving = useMutation({
    mutationFn: async () => {
      const saved = await autosave.flush()
      if (saved.status !== 'saved') throw saved.problem ?? new Error(t('publish.notSaved'))
      await saveTemplate({ scenario: detail.id, name, description })
    },
    onSuccess: () => {
      close()
      notifications.show({ message: t('template.saved', { name }) })
    },
  })
  return (
    <Modal opened onClose={close} title={t('template.title')}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          saving.mutate()
        }}
      >
        <p className={fields.hint}>{t('template.text')}</p>
        <div className={fields.field}>
          <label htmlFor="template-name">{t('template.name')}</label>
          <NameInput
            id="template-name"
            label={t('template.name')}
            value={name}
            maxLength={120}
            onChange={setName}
          />
        </div>
        <div className={fields.field}>
          <label htmlFor="template-text">{t('template.description')}</label>
          <textarea
            id="template-text"
            className={fields.area}
            rows={3}
            maxLength={500}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
        </div>
        {saving.isError && <p className={styles.wrong}>{explain(saving.error)}</p>}
        <div className={styles.buttons}>
          <Button variant="default" onClick={close}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={saving.isPending}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

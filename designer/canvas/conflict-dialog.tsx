import { Button, Modal } from '@mantine/core'
import { useStore } from 'zustand'
import type { Node } from '../../schemas/scenario.ts'
import { differencesOf } from '../document/differences.ts'
import type { NewerDraft } from '../document/save-draft.ts'
import { titleOf } from '../kinds/registry.ts'
import styles from './dialogs.module.css'
import { useRoom, useWords } from './room.ts'

/** Somebody else saved first: both drafts side by side, and the choice. */
export function ConflictDialog({ newer }: { newer: NewerDraft }) {
  const { autosave, document } = useRoom()
  const words = useWords()
  const { t, formats } = words
  const mine = useStore(document.store, (state) => state.scenario)
  const { added, removed, changed, frame } = differencesOf(newer.draft, mine)
  const names = (nodes: readonly Node[]) => nodes.map((node) => titleOf(node, words))
  const list = (label: string, titles: readonly string[]) =>
    titles.length > 0 && (
      <>
        <dt>{label}</dt>
        <dd>{titles.join(', ')}</dd>
      </>
    )
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      size="lg"
      title={t('conflict.title')}
    >
      <p className={styles.text}>
        {t('conflict.text', { by: newer.updatedBy, at: formats.moment(newer.updatedAt) })}
      </p>
      <div className={styles.sides}>
        <section>
          <h3>{t('conflict.mine')}</h3>
          <dl>
            {list(t('conflict.only'), names(added))}
            {list(t('conflict.changed'), names(changed.map(({ after }) => after)))}
            {frame.length > 0 && <dt>{t('conflict.frame')}</dt>}
          </dl>
          <Button onClick={() => autosave.keepMine()}>{t('conflict.keepMine')}</Button>
        </section>
        <section>
          <h3>{t('conflict.theirs', { by: newer.updatedBy })}</h3>
          <dl>
            {list(t('conflict.only'), names(removed))}
            {list(t('conflict.changed'), names(changed.map(({ before }) => before)))}
          </dl>
          <Button variant="default" onClick={() => autosave.takeTheirs()}>
            {t('conflict.takeTheirs')}
          </Button>
        </section>
      </div>
    </Modal>
  )
}

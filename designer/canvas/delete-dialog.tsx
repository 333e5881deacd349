import { Button, Modal } from '@mantine/core'
import { branchesOf } from '../../engine/edit/remove.ts'
import { titleOf } from '../kinds/registry.ts'
import { portText } from '../kinds/sentences.ts'
import styles from './dialogs.module.css'
import { useKeyboardBack } from './keyboard-back.ts'
import { useNode, useRoom, useScenario, useUi, useWords } from './room.ts'

/** Which branch stays when a branching step goes. */
export function DeleteDialog() {
  const { ui, commands } = useRoom()
  const words = useWords()
  const { t } = words
  const scenario = useScenario()
  const nodeId = useUi((state) => state.deleting)
  const node = useNode(nodeId)
  useKeyboardBack()
  if (!node) return null
  const close = () => ui.setState({ deleting: null })
  return (
    <Modal opened onClose={close} title={t('delete.title', { title: titleOf(node, words) })}>
      <p className={styles.text}>{t('delete.text')}</p>
      <div className={styles.choices}>
        {branchesOf(scenario, node.id).map((port) => {
          const target = scenario.nodes.find(({ id }) => id === node.next[port])
          return (
            <Button
              key={port}
              variant="default"
              justify="start"
              onClick={() => commands.remove(node.id, port)}
            >
              {t('delete.keep', {
                branch: portText(t, node, port),
                title: target ? titleOf(target, words) : '',
              })}
            </Button>
          )
        })}
        <Button
          variant="default"
          justify="start"
          color="red"
          onClick={() => commands.remove(node.id, null)}
        >
          {t('delete.keepNone')}
        </Button>
      </div>
    </Modal>
  )
}

import { callResultSchema } from '../../schemas/kinds/call.ts'
import { useWords } from '../canvas/room.ts'
import { ContactCost } from './contact-cost.tsx'
import { Alternatives, DurationInput, Group, Tick } from './fields.tsx'
import type { FormProps } from './form-props.ts'
import styles from './inspector.module.css'
import { MessageEditor } from './message-editor.tsx'
import { MessageLibrary } from './message-library.tsx'
import { NumberInput } from './number-input.tsx'

/** A call by an agent: what for, what is said, how often and how long it is tried, and which results get a branch. */
export function CallForm({ node, change }: FormProps<'call'>) {
  const { t } = useWords()
  return (
    <>
      <Alternatives
        label={t('callForm.purpose')}
        value={node.purpose}
        options={(['thanks', 'sales', 'survey'] as const).map(
          (purpose) => [purpose, t(`call.short.${purpose}`)] as const,
        )}
        onChange={(purpose) => change({ purpose, advertising: purpose === 'sales' }, 'purpose')}
      />
      <MessageEditor
        label={t('callForm.script')}
        field="script"
        value={node.script}
        rows={8}
        onChange={(script) => change({ script }, 'script')}
      />
      <MessageLibrary
        channel="call"
        message={{ subject: '', body: node.script }}
        suggested={node.title || t(`call.purpose.${node.purpose}`)}
        onTake={({ body }) => change({ script: body }, '')}
      />
      <Group label={t('callForm.tries')}>
        <p className={styles.sentence}>
          {t('callForm.upTo')}
          <NumberInput
            label={t('callForm.attempts')}
            value={node.attempts}
            min={1}
            max={10}
            onChange={(attempts) => attempts !== null && change({ attempts }, 'attempts')}
          />
          {t('callForm.times', { count: node.attempts })}
          <DurationInput
            label={t('callForm.retryAfter')}
            value={node.retryAfter}
            onChange={(retryAfter) => change({ retryAfter }, 'retryAfter')}
          />
          {t('callForm.apart')}
          <DurationInput
            label={t('callForm.within')}
            value={node.within}
            onChange={(within) => change({ within }, 'within')}
          />
          {t('callForm.end')}
        </p>
      </Group>
      <Group label={t('callForm.branches')} field="branches">
        {callResultSchema.options.map((result) => (
          <Tick
            key={result}
            checked={node.branches.includes(result)}
            onChange={(on) =>
              change(
                {
                  branches: callResultSchema.options.filter((one) =>
                    one === result ? on : node.branches.includes(one),
                  ),
                },
                '',
              )
            }
          >
            {t(`callResult.${result}`)}
          </Tick>
        ))}
        <p className={styles.hint}>{t('callForm.others')}</p>
      </Group>
      <ContactCost
        value={node}
        words={{ advertising: t('callForm.advertising'), unitCost: t('callForm.unitCost') }}
        change={change}
      />
    </>
  )
}

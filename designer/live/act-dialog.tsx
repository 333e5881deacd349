import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useProblem } from '../app/use-problem.ts'
import dialogs from '../canvas/dialogs.module.css'
import { useRoom, useWords } from '../canvas/room.ts'
import { Tick } from '../inspector/fields.tsx'
import fields from '../inspector/inspector.module.css'
import { titleOf } from '../kinds/registry.ts'
import { checkQuery, startOperation, type Wanted } from './operations.ts'

/** One act on many customers: how many it is for, who cannot take part and why, and then it is done. */
export function ActDialog(props: { wanted: Wanted; close: () => void }) {
  const { live } = useRoom()
  const { t, formats } = useWords()
  const explain = useProblem()
  const cache = useQueryClient()
  const [to, setTo] = useState<number | null>(null)
  const [agreed, setAgreed] = useState(false)
  const run = live?.run?.id ?? ''
  const { action } = props.wanted
  const wanted: Wanted = to === null ? props.wanted : { ...props.wanted, to }
  const isAimed = action !== 'move' || to !== null
  const check = useQuery({ ...checkQuery(run, wanted), enabled: isAimed })
  const acting = useMutation({
    mutationFn: () =>
      startOperation(run, {
        ...wanted,
        selection: check.data?.selection ?? wanted.selection,
        count: check.data?.count ?? 0,
        confirm: agreed,
      }),
    onSuccess: async ({ state, applied, selected }) => {
      await cache.invalidateQueries({ queryKey: ['runs', run] })
      props.close()
      const people = formats.number(applied)
      notifications.show({
        message:
          state === 'running'
            ? t('act.going', { people, all: formats.number(selected) })
            : t('act.done', { people }),
      })
    },
  })
  const count = check.data?.count ?? 0
  const refused = Object.entries(check.data?.refused ?? {})
  const mayRepeat = check.data?.warning === 'MAY_ARRIVE_TWICE'
  return (
    <Modal opened onClose={props.close} title={t(`act.title.${action}`)}>
      <form
        className={dialogs.form}
        onSubmit={(event) => {
          event.preventDefault()
          acting.mutate()
        }}
      >
        <p className={dialogs.text}>{t(`act.text.${action}`)}</p>
        {action === 'move' && <Target value={to} onChange={setTo} />}
        {check.error && <p className={dialogs.wrong}>{explain(check.error)}</p>}
        {refused.length > 0 && (
          <ul className={fields.hint}>
            {refused.map(([reason, n]) => (
              <li key={reason}>
                {t(`act.refused.${reason}`, { people: formats.number(n), defaultValue: reason })}
              </li>
            ))}
          </ul>
        )}
        {mayRepeat && (
          <Tick checked={agreed} onChange={setAgreed}>
            {t('act.mayRepeat')}
          </Tick>
        )}
        {acting.isError && <p className={dialogs.wrong}>{explain(acting.error)}</p>}
        <div className={dialogs.buttons}>
          <Button variant="default" onClick={props.close}>
            {t('action.cancel')}
          </Button>
          <Button
            type="submit"
            color={action === 'withdraw' ? 'red' : 'blue'}
            loading={acting.isPending || (isAimed && check.isLoading)}
            disabled={count === 0 || (mayRepeat && !agreed)}
          >
            {t(`act.go.${action}`, { people: formats.number(count) })}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

/** The step they should stand at afterwards. */
function Target({ value, onChange }: { value: number | null; onChange: (to: number) => void }) {
  const { live } = useRoom()
  const words = useWords()
  const { t } = words
  return (
    <div className={fields.field}>
      <label htmlFor="act-to">{t('act.to')}</label>
      <select
        id="act-to"
        className={fields.select}
        value={value ?? ''}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      >
        <option value="" disabled>
          {t('act.choose')}
        </option>
        {live?.source.nodes.map((node) => {
          const number = live.numbers.get(node.id)
          return number === undefined || node.kind === 'segment' ? null : (
            <option key={node.id} value={number}>
              {titleOf(node, words)}
            </option>
          )
        })}
      </select>
    </div>
  )
}

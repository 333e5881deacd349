import { useTranslation } from 'react-i18next'
import type { RunKind, RunState } from '../../schemas/run.ts'
import { Chip, type Tone } from './page.tsx'

const tones: Readonly<Record<RunState, Tone>> = {
  starting: 'accent',
  running: 'ok',
  paused: 'warn',
  ended: 'quiet',
  cancelled: 'danger',
}

export function RunStateChip({ state }: { state: RunState }) {
  const { t } = useTranslation('words')
  return (
    <Chip tone={tones[state]} dot={state === 'running' || state === 'starting'}>
      {t(`runState.${state}`)}
    </Chip>
  )
}

export function RunKindChip({ kind }: { kind: RunKind }) {
  const { t } = useTranslation('words')
  return <Chip tone={kind === 'live' ? 'accent' : 'quiet'}>{t(`runKind.${kind}`)}</Chip>
}

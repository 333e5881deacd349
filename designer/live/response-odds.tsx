import { channels, responsesOf } from '../../schemas/basics.ts'
import type { Simulation } from '../../schemas/run.ts'
import styles from '../canvas/dialogs.module.css'
import { useWords } from '../canvas/room.ts'
import { NumberInput } from '../inspector/number-input.tsx'

/** How simulated customers answer: for each channel the share that gives each response, and after how many hours. */
export function ResponseOdds(props: {
  simulation: Simulation
  onChange: (simulation: Simulation) => void
}) {
  const { t } = useWords()
  const { simulation, onChange } = props
  return (
    <div className={styles.scroll}>
      <table className={styles.probabilities}>
        <thead>
          <tr>
            <th>{t('odds.response')}</th>
            <th>{t('odds.share')}</th>
            <th>{t('odds.hours')}</th>
          </tr>
        </thead>
        <tbody>
          {channels.flatMap((channel) =>
            responsesOf[channel]
              .filter((response) => response !== 'noAnswer')
              .map((response) => {
                const odds = simulation.responses[channel]?.[response]
                const label = `${t(`channel.${channel}`)} · ${t(`response.${response}`)}`
                const set = (patch: { probability?: number; meanHours?: number }) =>
                  onChange({
                    ...simulation,
                    responses: {
                      ...simulation.responses,
                      [channel]: {
                        ...simulation.responses[channel],
                        [response]: { probability: 0, meanHours: 24, ...odds, ...patch },
                      },
                    },
                  })
                return (
                  <tr key={label}>
                    <th scope="row">{label}</th>
                    <td>
                      <NumberInput
                        label={t('odds.shareOf', { what: label })}
                        value={Math.round((odds?.probability ?? 0) * 1000) / 10}
                        min={0}
                        max={100}
                        decimals
                        onChange={(percent) =>
                          percent !== null && set({ probability: percent / 100 })
                        }
                      />{' '}
                      %
                    </td>
                    <td>
                      <NumberInput
                        label={t('odds.hoursOf', { what: label })}
                        value={odds?.meanHours ?? 24}
                        min={0.01}
                        max={8760}
                        decimals
                        onChange={(meanHours) => meanHours !== null && set({ meanHours })}
                      />
                    </td>
                  </tr>
                )
              }),
          )}
        </tbody>
      </table>
    </div>
  )
}

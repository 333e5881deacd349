import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Customer } from '../../../schemas/api/customers.ts'
import { runQuery } from '../../api/runs.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Chip, Empty, Panel, Table } from '../../components/page.tsx'
import { RunKindChip } from '../../components/run-state.tsx'

/** The runs the customer takes or took part in; each leads to the timeline on its canvas. */
export function Enrolments({ customer }: { customer: Customer }) {
  const { t, i18n } = useTranslation(['customers', 'words'])
  const format = useFormats()
  return (
    <Panel title={t('enrolments')}>
      {customer.enrolments.length === 0 ? (
        <Empty title={t('noEnrolments')} text={t('noEnrolmentsText')} />
      ) : (
        <Table label={t('enrolments')}>
          <thead>
            <tr>
              <th>{t('enrolment.campaign')}</th>
              <th>{t('enrolment.run')}</th>
              <th>{t('enrolment.entered')}</th>
              <th>{t('enrolment.state')}</th>
              <th>
                <span className="unseen">{t('enrolment.timeline')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {customer.enrolments.map((enrolment) => (
              <tr key={`${enrolment.run.id}${enrolment.enteredAt}`}>
                <td>
                  <Link to="/campaigns/$campaign" params={{ campaign: enrolment.campaign.id }}>
                    {enrolment.campaign.name}
                  </Link>
                </td>
                <td data-label={t('enrolment.run')}>
                  {enrolment.run.name} <RunKindChip kind={enrolment.runKind} />
                </td>
                <td data-label={t('enrolment.entered')}>{format.moment(enrolment.enteredAt)}</td>
                <td data-label={t('enrolment.state')}>
                  <Chip tone={enrolment.state === 'held' ? 'warn' : 'quiet'}>
                    {t(`state.${enrolment.state}`)}
                  </Chip>{' '}
                  {enrolment.reason !== null &&
                    i18n.exists(`words:reason.${enrolment.reason}`) &&
                    t(`words:reason.${enrolment.reason}`)}
                </td>
                <td data-number>
                  <TimelineLink
                    campaign={enrolment.campaign.id}
                    run={enrolment.run.id}
                    customer={customer.id}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  )
}

/** The timeline stands on the canvas of the scenario the run was launched from. */
function TimelineLink(props: { campaign: string; run: string; customer: string }) {
  const { t } = useTranslation('customers')
  const scenario = useQuery(runQuery(props.run)).data?.scenario.id
  if (scenario === undefined) return null
  return (
    <Link
      to="/campaigns/$campaign/scenarios/$scenario"
      params={{ campaign: props.campaign, scenario }}
      search={{ mode: 'live', run: props.run, customer: props.customer }}
    >
      {t('enrolment.timeline')}
    </Link>
  )
}

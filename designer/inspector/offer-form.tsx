import { useQuery } from '@tanstack/react-query'
import type { OfferContent, Reward } from '../../schemas/kinds/offer.ts'
import { offersQuery, saveOffer } from '../api/offers.ts'
import { useWords } from '../canvas/room.ts'
import { contentOf } from '../kinds/offer.tsx'
import { Alternatives, Field, NameInput, Pick, Tick } from './fields.tsx'
import type { FormProps } from './form-props.ts'
import { ungiven } from './given-title.ts'
import styles from './inspector.module.css'
import { NumberInput } from './number-input.tsx'
import { SaveAs } from './save-as.tsx'

const emptyReward = (name: string): Reward => ({
  kind: 'coupon',
  name,
  faceValue: 3500,
  unitCost: 3500,
  stock: null,
  validDays: 30,
})

/** What is proposed, from the library or made here, and the reward that comes with it. */
export function OfferForm({ node, change }: FormProps<'offer'>) {
  const { t, catalogue } = useWords()
  const { data: saved } = useQuery(offersQuery)
  const content = contentOf(node, { catalogue })
  const make = (next: OfferContent) => change({ offer: { from: 'made', content: next } }, 'offer')
  const pick = (offerId: string | undefined) =>
    change(
      {
        offer: offerId === undefined ? null : { from: 'saved', offerId },
        ...ungiven(
          node,
          (saved ?? []).map(({ name }) => name),
        ),
      },
      'offer',
    )
  return (
    <>
      <Alternatives
        label={t('offer.how')}
        value={node.offer?.from ?? null}
        options={[
          ['saved', t('offer.saved')],
          ['made', t('offer.made')],
        ]}
        onChange={(from) => {
          const [first] = saved ?? []
          if (from === 'made')
            make(
              content ?? {
                name: t('kind.offer'),
                product: '',
                reward: emptyReward(t('offer.coupon')),
              },
            )
          else pick(first?.id)
        }}
      />
      {node.offer?.from !== 'made' && (
        <Field label={t('offer.which')} field="offer">
          {(control) => (
            <select
              {...control}
              className={styles.select}
              value={node.offer?.from === 'saved' ? node.offer.offerId : ''}
              onChange={(event) => {
                const offerId = event.currentTarget.value
                pick(offerId || undefined)
              }}
            >
              <option value="">{t('todo.offer')}</option>
              {(saved ?? []).map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {node.offer?.from === 'made' && content && (
        <>
          <Content content={content} make={make} />
          <SaveAs
            suggested={content.name}
            save={async (name) => {
              const { id } = await saveOffer(null, { ...content, name })
              change({ offer: { from: 'saved', offerId: id } }, '')
            }}
          />
        </>
      )}
      {content?.reward && (
        <Field label={t('offer.soldOut')} field="soldOut">
          {({ id }) => (
            <Pick
              wide
              id={id}
              label={t('offer.soldOut')}
              value={node.soldOut}
              options={(['continue', 'leave', 'branch'] as const).map(
                (way) => [way, t(`offer.soldOutWay.${way}`)] as const,
              )}
              onChange={(soldOut) => change({ soldOut }, 'soldOut')}
            />
          )}
        </Field>
      )}
    </>
  )
}

function Content({ content, make }: { content: OfferContent; make: (next: OfferContent) => void }) {
  const { t } = useWords()
  const { reward } = content
  return (
    <>
      <Field label={t('offer.name')} field="offer">
        {({ id }) => (
          <NameInput
            id={id}
            label={t('offer.name')}
            value={content.name}
            maxLength={80}
            onChange={(name) => make({ ...content, name })}
          />
        )}
      </Field>
      <Field label={t('offer.product')}>
        {(control) => (
          <input
            {...control}
            className={styles.input}
            value={content.product}
            maxLength={120}
            onChange={(event) => make({ ...content, product: event.currentTarget.value })}
          />
        )}
      </Field>
      <Tick
        checked={reward !== null}
        onChange={(has) =>
          make({ ...content, reward: has ? emptyReward(t('offer.coupon')) : null })
        }
      >
        {t('offer.hasReward')}
      </Tick>
      {reward && (
        <RewardFields reward={reward} onChange={(next) => make({ ...content, reward: next })} />
      )}
    </>
  )
}

function RewardFields(props: { reward: Reward; onChange: (reward: Reward) => void }) {
  const { t } = useWords()
  const { reward, onChange } = props
  return (
    <div className={styles.box}>
      <div className={styles.sentence}>
        <Pick
          label={t('offer.rewardKind')}
          value={reward.kind}
          options={(['coupon', 'points', 'gift'] as const).map(
            (kind) => [kind, t(`offer.reward.${kind}`)] as const,
          )}
          onChange={(kind) => onChange({ ...reward, kind })}
        />
        <NameInput
          className={styles.inlineText}
          label={t('offer.rewardName')}
          value={reward.name}
          maxLength={80}
          onChange={(name) => onChange({ ...reward, name })}
        />
      </div>
      <dl className={styles.facts}>
        <Money
          label={t('offer.faceValue')}
          value={reward.faceValue}
          onChange={(faceValue) => onChange({ ...reward, faceValue })}
        />
        <Money
          label={t('offer.unitCost')}
          value={reward.unitCost}
          onChange={(unitCost) => onChange({ ...reward, unitCost })}
        />
        <dt>{t('offer.stockLabel')}</dt>
        <dd>
          <NumberInput
            label={t('offer.stockLabel')}
            value={reward.stock}
            min={0}
            max={100_000_000}
            canBeEmpty
            placeholder={t('offer.noLimit')}
            onChange={(stock) => onChange({ ...reward, stock })}
          />
        </dd>
        <dt>{t('offer.validLabel')}</dt>
        <dd>
          <NumberInput
            label={t('offer.validLabel')}
            value={reward.validDays}
            min={1}
            max={1000}
            onChange={(validDays) => validDays !== null && onChange({ ...reward, validDays })}
          />
          {t('unit.days', { count: reward.validDays })}
        </dd>
      </dl>
    </div>
  )
}

function Money(props: { label: string; value: number; onChange: (value: number) => void }) {
  return (
    <>
      <dt>{props.label}</dt>
      <dd>
        <NumberInput
          label={props.label}
          value={props.value}
          min={0}
          max={1e12}
          decimals
          onChange={(value) => value !== null && props.onChange(value)}
        />
      </dd>
    </>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { MessageVariant, VariantFor } from '../../schemas/kinds/channel.ts'
import type { NodeOf } from '../../schemas/scenario.ts'
import { segmentsQuery } from '../api/segments.ts'
import { useWords } from '../canvas/room.ts'
import { keyed } from '../components/keyed.ts'
import { Field, Group, Pick } from './fields.tsx'
import styles from './inspector.module.css'
import { MessageEditor } from './message-editor.tsx'
import { MessageSize } from './message-size.tsx'
import { OrderButtons, swapped } from './order-buttons.tsx'
import { RuleEditor, RuleReach } from './rule-editor.tsx'
import { languages, variantName } from './variant-name.ts'

const variantsMax = 10

/** Other words of the same message for readers of a language or for a segment; the first that fits is sent. */
export function MessageVariants(props: {
  node: NodeOf<'channel'>
  onChange: (variants: MessageVariant[] | undefined, field: string) => void
}) {
  const { node, onChange } = props
  const words = useWords()
  const { t } = words
  const variants = node.message?.variants ?? []
  const set = (next: MessageVariant[], field = '') =>
    onChange(next.length === 0 ? undefined : next, field)
  return (
    <Group label={t('variant.title')}>
      {variants.length === 0 && <p className={styles.hint}>{t('variant.none')}</p>}
      {keyed(variants, () => 'variant').map(({ key, row: variant }, place) => {
        const name = t('variant.nth', { nth: place + 1, name: variantName(variant, words) })
        return (
          <Variant
            key={key}
            node={node}
            variant={variant}
            place={place}
            name={name}
            buttons={
              <OrderButtons
                name={name}
                index={place}
                count={variants.length}
                onMove={(by) => set(swapped(variants, place, by))}
                onRemove={() => set(variants.filter((_, at) => at !== place))}
              />
            }
            onChange={(patch, field) =>
              set(
                variants.map((one, at) => (at === place ? { ...one, ...patch } : one)),
                `variants ${place} ${field}`,
              )
            }
          />
        )
      })}
      {variants.length < variantsMax && (
        <button
          type="button"
          className={styles.add}
          onClick={() => set([...variants, freshVariant(node, variants)])}
        >
          {t('variant.add')}
        </button>
      )}
    </Group>
  )
}

/** Begins with the words there are, for the language that is missed most. */
function freshVariant(
  node: NodeOf<'channel'>,
  variants: readonly MessageVariant[],
): MessageVariant {
  const hasEnglish = variants.some((one) => one.for?.by === 'language' && one.for.language === 'en')
  return {
    for: hasEnglish ? null : { by: 'language', language: 'en' },
    subject: node.message?.subject ?? '',
    body: node.message?.body ?? '',
  }
}

function Variant(props: {
  node: NodeOf<'channel'>
  variant: MessageVariant
  place: number
  name: string
  buttons: React.ReactNode
  onChange: (patch: Partial<MessageVariant>, field: string) => void
}) {
  const { node, variant, place, name, buttons, onChange } = props
  const { t } = useWords()
  const at = `message.variants.${place}`
  return (
    <section className={styles.box} aria-label={name}>
      <div className={styles.row}>
        <b>{name}</b>
        {buttons}
      </div>
      <Group label={t('variant.whom')} field={`${at}.for`}>
        <Whom value={variant.for} onChange={(whom) => onChange({ for: whom }, 'for')} />
      </Group>
      {node.channel !== 'sms' && (
        <Field label={t('message.subject')} field={`${at}.subject`}>
          {(control) => (
            <input
              {...control}
              className={styles.input}
              value={variant.subject}
              maxLength={200}
              onChange={(event) => onChange({ subject: event.currentTarget.value }, 'subject')}
            />
          )}
        </Field>
      )}
      <div>
        <MessageEditor
          label={t('message.body')}
          field={`${at}.body`}
          value={variant.body}
          rows={node.channel === 'sms' ? 4 : 6}
          onChange={(body) => onChange({ body }, 'body')}
        />
        <MessageSize node={node} body={variant.body} />
      </div>
    </section>
  )
}

type Way = 'language' | 'segment' | 'rule'

function Whom(props: { value: VariantFor | null; onChange: (whom: VariantFor | null) => void }) {
  const { value, onChange } = props
  const { t, formats } = useWords()
  const [asked, setAsked] = useState<Way>('segment')
  const way = value ? wayOf(value) : asked
  const known: readonly string[] = languages
  const language = value?.by === 'language' ? value.language : null
  const offered = language && !known.includes(language) ? [language, ...known] : known
  return (
    <>
      <p className={styles.sentence}>
        <Pick
          label={t('variant.by')}
          value={way}
          options={(['language', 'segment', 'rule'] as const).map(
            (one) => [one, t(`variant.way.${one}`)] as const,
          )}
          onChange={(next) => {
            setAsked(next)
            onChange(startOf(next))
          }}
        />
        {language && (
          <Pick
            label={t('variant.language')}
            value={language}
            options={offered.map((one) => [one, formats.languageName(one)] as const)}
            onChange={(next) => onChange({ by: 'language', language: next })}
          />
        )}
        {way === 'segment' && <SegmentPick value={value} onChange={onChange} />}
      </p>
      {value?.by === 'rule' && way === 'rule' && (
        <>
          <RuleEditor rule={value.rule} onChange={(rule) => onChange({ by: 'rule', rule })} />
          <RuleReach rule={value.rule} />
        </>
      )}
    </>
  )
}

function SegmentPick(props: {
  value: VariantFor | null
  onChange: (whom: VariantFor | null) => void
}) {
  const { t, catalogue } = useWords()
  const { data } = useQuery(segmentsQuery)
  const rule = props.value?.by === 'rule' ? props.value.rule : null
  const chosen = rule?.type === 'segment' ? rule.segment : ''
  const options = (data ?? []).map(({ id, name }) => [id, name] as const)
  const lost =
    chosen !== '' && !options.some(([id]) => id === chosen)
      ? [[chosen, catalogue.segments[chosen]?.name ?? t('segment.unknown')] as const]
      : []
  return (
    <Pick
      label={t('segment.which')}
      value={chosen}
      options={[['', t('todo.segment')], ...lost, ...options]}
      onChange={(segment) =>
        props.onChange(
          segment === '' ? null : { by: 'rule', rule: { type: 'segment', segment, member: true } },
        )
      }
    />
  )
}

function wayOf(whom: VariantFor): Way {
  if (whom.by === 'language') return 'language'
  return whom.rule.type === 'segment' && whom.rule.member ? 'segment' : 'rule'
}

function startOf(way: Way): VariantFor | null {
  if (way === 'language') return { by: 'language', language: 'en' }
  return way === 'rule' ? { by: 'rule', rule: { type: 'everyone' } } : null
}

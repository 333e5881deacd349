import { sql } from 'kysely'
import type { Db } from '../../../db/schema.ts'
import { type Scenario, scenarioSchema } from '../../../schemas/scenario.ts'

const window = { amount: 10, unit: 'days' }

/** A win-back over every channel: offer, e-mail, wait, who bought? – thanks-call, text message or letter, who bought again? */
export function winback(batch: string): Scenario {
  return scenarioSchema.parse({
    format: 1,
    name: `Win-back ${batch}`,
    start: 'who',
    exitRules: [{ response: 'unsubscribed', result: 'left' }],
    nodes: [
      {
        id: 'who',
        kind: 'segment',
        audience: {
          from: 'rule',
          rule: { type: 'field', field: 'region', op: 'is', value: batch },
        },
        next: { next: 'coupon' },
      },
      {
        id: 'coupon',
        kind: 'offer',
        offer: {
          from: 'made',
          content: {
            name: 'Coupon',
            reward: {
              kind: 'coupon',
              name: 'Coupon',
              faceValue: 3500,
              unitCost: 3500,
              stock: 30,
              validDays: 90,
            },
          },
        },
        next: { next: 'mail' },
      },
      {
        id: 'mail',
        kind: 'channel',
        channel: 'email',
        unitCost: 30,
        message: {
          subject: 'We miss you',
          body: 'Dear {{name | customer}}, {{rewardCode}} {{link}}',
          linkUrl: 'https://shop.example.com/',
        },
        next: { next: 'wait' },
      },
      {
        id: 'wait',
        kind: 'wait',
        until: { mode: 'duration', duration: { amount: 2, unit: 'days' } },
        next: { next: 'back' },
      },
      {
        id: 'back',
        kind: 'response',
        contacts: ['mail'],
        outcomes: [
          { response: 'purchased', leave: 'atOnce' },
          { response: 'clicked', leave: 'atEnd' },
        ],
        window,
        next: { purchased: 'thanks', clicked: 'text', none: 'text' },
      },
      { id: 'thanks', kind: 'call', script: 'Thank you', unitCost: 500, next: { next: 'again' } },
      {
        id: 'text',
        kind: 'channel',
        channel: 'sms',
        unitCost: 20,
        message: { body: '{{name | customer}}' },
        next: { next: 'heard' },
      },
      {
        id: 'heard',
        kind: 'response',
        contacts: ['text'],
        outcomes: [{ response: 'purchased', leave: 'atOnce' }],
        window,
        next: { purchased: 'won', none: 'letter' },
      },
      {
        id: 'letter',
        kind: 'channel',
        channel: 'letter',
        unitCost: 400,
        advertising: false,
        message: { subject: 'A letter', body: 'Dear {{name | customer}}' },
        next: { next: 'enough' },
      },
      {
        id: 'again',
        kind: 'response',
        contacts: ['thanks'],
        outcomes: [{ response: 'purchased', leave: 'atOnce' }],
        window,
        next: { purchased: 'won', none: 'letter' },
      },
      { id: 'won', kind: 'goal', next: {} },
      { id: 'enough', kind: 'exit', next: {} },
    ],
  })
}

/** By day or by night: in some of these it is always one, in some the other. */
const zones = ['Asia/Seoul', 'America/New_York', 'Europe/Berlin', 'Asia/Dubai', 'Pacific/Honolulu']

/**
 * `n` customers of a batch, the batch's letters in every address. Of each ten one has agreed to nothing, one has been
 * suppressed everywhere, and one has no e-mail address.
 */
export async function makeCustomers(db: Db, batch: string, n: number): Promise<void> {
  await sql`
    with made as (
      insert into customer (external_id, name, email, phone, postal_code, address, region, zone, fictional)
      select ${batch} || '-' || g, '고객 ' || g,
        case when g % 10 <> 7 then lower(${batch}) || '-' || g || '@example.com' end,
        '010' || lpad((abs(hashtext(${batch}::text)) % 10000)::text, 4, '0') || lpad(g::text, 4, '0'),
        '04524', '서울 중구 세종대로 ' || g, ${batch}, (${zones}::text[])[1 + g % ${zones.length}::int], true
      from generate_series(1, ${n}::int) g returning id, external_id),
    bought as (
      insert into customer_metric select id, '2020-01-01', '2020-01-01', 1, 10000 from made)
    insert into contact_state (customer, consent, suppressed)
    select id, case when no % 10 = 3 then 0 else 15 end, case when no % 10 = 5 then 15 else 0 end
    from (select id, split_part(external_id, '-', 2)::int as no from made) m`.execute(db)
}

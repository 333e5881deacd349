import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timeOfDayIn } from '../../engine/calendar.ts'
import { type ContactState, type GateRules, type GateVerdict, gate } from '../../engine/gate.ts'
import { policySchema } from '../../schemas/policy.ts'
import { monday } from './catalogue.ts'
import { day, hour } from './traveller.ts'

const minute = 60_000
const allChannels = 15
const rules: GateRules = {
  policy: policySchema.parse({}),
  policyVersion: 4,
  channel: 'email',
  advertising: true,
  sendFrom: '08:00',
  sendUntil: '21:00',
}
const willing: ContactState = {
  consent: allChannels,
  nightConsent: 0,
  suppressed: 0,
  recent: [],
  zone: 'Asia/Seoul',
  reachable: true,
}
const refusal = (code: string) => ({ do: 'refuse', code, policyVersion: 4 })
const evening = monday + 12 * hour

function check(
  more: { rules?: Partial<GateRules>; state?: Partial<ContactState>; at?: number },
  expected: GateVerdict | ReturnType<typeof refusal>,
): void {
  const verdict = gate(
    { ...rules, ...more.rules },
    { ...willing, ...more.state },
    more.at ?? monday,
  )
  expect(verdict).toEqual(expected)
}

test('a willing customer by day is contacted', () => check({}, { do: 'send' }))

test('without an address nobody is contacted', () =>
  check({ state: { reachable: false } }, refusal('NO_ADDRESS')))

test('without consent there is no advertising', () => {
  check({ state: { consent: 0 } }, refusal('NO_CONSENT'))
})

test('consent to another channel is no consent to this one', () => {
  check({ state: { consent: 2 + 4 + 8 } }, refusal('NO_CONSENT'))
  check({ rules: { channel: 'sms' }, state: { consent: 1 } }, refusal('NO_CONSENT'))
})

test('what is not advertising needs no consent, and is not limited', () => {
  const recent = Array.from({ length: 9 }, () => monday - hour)
  check({ rules: { advertising: false }, state: { consent: 0, recent } }, { do: 'send' })
})

test('a suppressed address gets nothing, advertising or not', () => {
  check({ state: { suppressed: 1 } }, refusal('SUPPRESSED'))
  check({ rules: { advertising: false }, state: { suppressed: 1 } }, refusal('SUPPRESSED'))
  check({ state: { suppressed: 2 } }, { do: 'send' })
})

test('whoever’s time zone does not exist gets nothing: nobody knows what hour it is there', () => {
  check({ state: { zone: 'Mars/Olympus' } }, refusal('ZONE_UNKNOWN'))
  check({ state: { zone: '', suppressed: 1 } }, refusal('SUPPRESSED'))
})

test('suppression comes before consent, consent before the hours', () => {
  check({ state: { suppressed: 1, consent: 0 } }, refusal('SUPPRESSED'))
  check({ state: { consent: 0 }, at: evening }, refusal('NO_CONSENT'))
})

test('in the quiet hours a contact waits until a minute after they end', () => {
  const until = monday + 23 * hour + minute
  check({ at: evening }, { do: 'defer', until, code: 'QUIET_HOURS' })
  check({ at: monday - 59 * minute }, { do: 'send' })
  check(
    { at: monday - 60 * minute },
    { do: 'defer', until: monday - 59 * minute, code: 'QUIET_HOURS' },
  )
})

test('the quiet hours begin a minute early', () => {
  check({ at: evening - minute - 1 }, { do: 'send' })
  check(
    { at: evening - minute },
    { do: 'defer', until: monday + 23 * hour + minute, code: 'QUIET_HOURS' },
  )
})

test('the quiet hours hold for what is not advertising too', () =>
  check(
    { rules: { advertising: false }, at: evening },
    { do: 'defer', until: monday + 23 * hour + minute, code: 'QUIET_HOURS' },
  ))

test('consent to the night lifts the quiet hours, not the step’s own', () => {
  const night = { rules: { sendFrom: '00:00', sendUntil: '23:00' }, state: { nightConsent: 1 } }
  check({ ...night, at: evening }, { do: 'send' })
  check(
    { ...night, rules: {}, at: evening },
    { do: 'defer', until: monday + 23 * hour, code: 'SEND_HOURS' },
  )
  check(
    { ...night, state: { nightConsent: 2 }, at: evening },
    {
      do: 'defer',
      until: monday + 23 * hour + minute,
      code: 'QUIET_HOURS',
    },
  )
})

test('letters know no quiet hours', () =>
  check(
    { rules: { channel: 'letter', sendFrom: null, sendUntil: null }, at: evening },
    { do: 'send' },
  ))

test('the customer’s own zone decides what night is', () => {
  // 09:00 in Seoul is 19:00 the evening before in New York, and 00:00 in London.
  check({ state: { zone: 'America/New_York' } }, { do: 'send' })
  check(
    { state: { zone: 'Europe/London' } },
    { do: 'defer', until: monday + 8 * hour + minute, code: 'QUIET_HOURS' },
  )
})

test('the step’s own hours are kept', () =>
  check(
    { rules: { sendFrom: '10:00', sendUntil: '12:00' } },
    { do: 'defer', until: monday + hour, code: 'SEND_HOURS' },
  ))

test('hours that leave no minute refuse instead of waiting for ever', () =>
  check({ rules: { sendFrom: '22:00', sendUntil: '06:00' }, at: evening }, refusal('NO_HOURS')))

test('the limit counts contacts of the last days, and lets one in when the oldest is that old', () => {
  const recent = [1, 2, 3, 4, 6].map((days) => monday - days * day)
  check({ state: { recent } }, refusal('CONTACT_LIMIT'))
  check({ state: { recent: recent.slice(1) } }, { do: 'send' })
  check({ state: { recent: [...recent.slice(0, 4), monday - 7 * day] } }, { do: 'send' })
})

test('the limit is judged when the contact would go out, not before the night', () => {
  const recent = Array.from({ length: 5 }, () => monday - hour)
  check(
    { state: { recent }, at: evening },
    { do: 'defer', until: monday + 23 * hour + minute, code: 'QUIET_HOURS' },
  )
})

const timeOfDay = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))

test('nothing goes out in quiet hours, whatever the hours, and who is deferred may be sent to then', () => {
  const zones = fc.constantFrom('Asia/Seoul', 'America/New_York', 'Europe/Berlin')
  const instants = fc.integer({ min: monday - 200 * day, max: monday + 200 * day })
  fc.assert(
    fc.property(zones, instants, fc.tuple(timeOfDay, timeOfDay), (zone, at, [from, until]) => {
      const own = { ...rules, sendFrom: from, sendUntil: until }
      const verdict = gate(own, { ...willing, zone }, at)
      if (verdict.do === 'send') {
        const time = timeOfDayIn(zone, at)
        expect(time).toBeGreaterThanOrEqual(8 * hour + minute)
        expect(time).toBeLessThan(21 * hour - minute)
      }
      if (verdict.do === 'defer') {
        expect(verdict.until).toBeGreaterThan(at)
        expect(gate(own, { ...willing, zone }, verdict.until)).toEqual({ do: 'send' })
      }
    }),
    { numRuns: 500 },
  )
})

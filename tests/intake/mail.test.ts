import { expect, test } from 'vitest'
import { eventOfMail } from '../../intake/mail.ts'

const contact = '0b0c5b1e-3f2d-5a86-9a65-3a8f6b1d2c01'
const now = Date.parse('2026-11-22T06:00:00Z')

/** The event of a mail made of these lines, without its ids and times. */
function told(...lines: string[]) {
  const found = eventOfMail(lines.join('\r\n'), now)
  if (found?.event.type !== 'response') return null
  const { type: _, at: __, ...rest } = found.event
  return rest
}

const report = (action: string, status: string) => [
  'From: MAILER-DAEMON@mx.example',
  'Message-ID: <bounce-1@mx.example>',
  'Date: Sat, 21 Nov 2026 12:00:00 +0900',
  'Content-Type: multipart/report; report-type=delivery-status;',
  '\tboundary="b"',
  '',
  '--b',
  'Content-Type: message/delivery-status',
  '',
  'Reporting-MTA: dns; mx.example',
  '',
  'Final-Recipient: rfc822; kim@example.invalid',
  `Action: ${action}`,
  `Status: ${status}`,
  '',
  '--b',
  'Content-Type: text/rfc822-headers',
  '',
  'Subject: We miss you',
  'Message-ID:',
  ` <${contact}@shop.example>`,
  '--b--',
]

test('a mail that could not be delivered bounced, for good or for now', () => {
  expect(told(...report('failed', '5.1.1'))).toEqual({
    ...{ contact, response: 'bounced', permanent: true, detail: '5.1.1' },
  })
  expect(told(...report('failed', '4.2.2'))).toMatchObject({ permanent: false })
})

test('a notice of delay says nothing yet, one of delivery that it arrived', () => {
  expect(told(...report('delayed', '4.4.7'))).toBeNull()
  expect(told(...report('delivered', '2.0.0'))).toMatchObject({ response: 'reached' })
})

test('a complaint takes the recipient off the list', () => {
  const lines = report('failed', '5.1.1').map((line) =>
    line.replace('delivery-status', 'feedback-report'),
  )
  expect(told(...lines)).toEqual({ contact, response: 'unsubscribed' })
})

test('an answer is a reply, unless a machine wrote it', () => {
  const answer = ['From: kim@example.invalid', `In-Reply-To: <${contact}@shop.example>`]
  expect(told(...answer, '', 'Thanks')).toEqual({ contact, response: 'replied' })
  expect(told(...answer, 'Auto-Submitted: auto-replied', '', 'Away')).toBeNull()
})

test('a mail about something else is none of ours', () => {
  expect(told('From: kim@example.invalid', 'Subject: Hello', '', 'Hello')).toBeNull()
  expect(told(...report('failed', '5.1.1').filter((line) => !line.includes(contact)))).toBeNull()
  expect(told('')).toBeNull()
})

test('the same mail has the same id, and happened when it says, but not in the future', () => {
  const first = eventOfMail(report('failed', '5.1.1').join('\r\n'), now)
  expect(eventOfMail(report('failed', '5.1.1').join('\n'), now + 5000)).toEqual(first)
  expect(first?.event).toMatchObject({ at: '2026-11-21T03:00:00.000Z' })
  const ahead = report('failed', '5.1.1').join('\n').replace('2026', '2036')
  expect(eventOfMail(ahead, now)?.event).toMatchObject({ at: '2026-11-22T06:00:00.000Z' })
})

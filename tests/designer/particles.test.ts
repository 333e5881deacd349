import { expect, test } from 'vitest'
import { withParticles } from '../../designer/i18n/particles.ts'

function check(text: string, expected: string): void {
  expect(withParticles(text)).toBe(expected)
}

test('a particle follows the closing sound of the word before it', () => {
  check('쿠폰[을] 지웠습니다', '쿠폰을 지웠습니다')
  check('문자[을] 지웠습니다', '문자를 지웠습니다')
  check('고객[이] 없습니다', '고객이 없습니다')
  check('김민지[은] 기다립니다', '김민지는 기다립니다')
  check('이메일[과] 전화', '이메일과 전화')
  check('편지[과] 전화', '편지와 전화')
})

test('a word that ends in ㄹ goes with 로', () => {
  check('서울[으로]', '서울로')
  check('강남[으로]', '강남으로')
  check('매출[이라]', '매출이라')
})

test('quotes, digits and Latin letters are read as they are spoken', () => {
  check('‘윈백’[이] 멈췄습니다', '‘윈백’이 멈췄습니다')
  check('3[을]', '3을')
  check('2[을]', '2를')
  check('7[으로]', '7로')
  check('SMS[을]', 'SMS를')
  check('50%[은]', '50%는')
})

test('brackets that are no particle stay', () => {
  check('[광고] 안내', '[광고] 안내')
  check('범위 [1]', '범위 [1]')
})

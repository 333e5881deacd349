import { expect, test } from 'vitest'
import { figuresIn } from '../../designer/pages/desk/figures-in.ts'

const strong = (text: string) =>
  figuresIn(text)
    .filter(({ isFigure }) => isFigure)
    .map(({ part }) => part)

test('figures of a script stand out with their units', () => {
  expect(strong('모으신 12,400점은 3일 안에 쓰세요.')).toEqual(['12,400점', '3일'])
  expect(strong('Your ₩42,000 and 1,200 points.')).toEqual(['₩42,000', '1,200 points'])
  expect(strong('안녕하세요')).toEqual([])
})

test('a script keeps every character', () => {
  for (const text of ['', '1', '2026.11.22. 3회', 'a1b22c', '10%.'])
    expect(
      figuresIn(text)
        .map(({ part }) => part)
        .join(''),
    ).toBe(text)
})

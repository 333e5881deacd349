/**
 * Puts the right Korean particle after a word that is only known when the sentence is shown. Translations write the
 * form after a closing consonant in brackets: `{{name}}[을] 지웠습니다` becomes 쿠폰을, 문자를. Known: [은] [이] [을] [과]
 * [으로] [이라] [이었]. Digits and Latin letters count as they are read aloud in Korean.
 */
export function withParticles(text: string): string {
  return text.replace(pattern, (_, before: string, quote: string, mark: string) => {
    const forms = particles[mark as Mark]
    return `${before}${quote}${forms[pick(before, mark)]}`
  })
}

const particles = {
  은: ['은', '는'],
  이: ['이', '가'],
  을: ['을', '를'],
  과: ['과', '와'],
  으로: ['으로', '로'],
  이라: ['이라', '라'],
  이었: ['이었', '였'],
} as const
type Mark = keyof typeof particles

const pattern = /(.)(['"’”」』)\]]*)\[(은|이|을|과|으로|이라|이었)\]/gu

function pick(before: string, mark: string): 0 | 1 {
  const closing = closingOf(before)
  if (closing === 'none') return 1
  return closing === 'ㄹ' && mark === '으로' ? 1 : 0
}

function closingOf(char: string): 'none' | 'ㄹ' | 'other' {
  const code = char.charCodeAt(0)
  if (code >= 0xac00 && code <= 0xd7a3) {
    const index = (code - 0xac00) % 28
    return index === 0 ? 'none' : index === 8 ? 'ㄹ' : 'other'
  }
  if (/[178lrLR]/.test(char)) return 'ㄹ'
  return /[036mnMN%]/.test(char) ? (char === '%' ? 'none' : 'other') : 'none'
}

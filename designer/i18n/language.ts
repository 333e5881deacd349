export const languages = ['ko', 'en'] as const
export type Language = (typeof languages)[number]

const key = 'dasi.language'

/** The reader's choice, else the browser's first language that we speak, else Korean. */
export function readLanguage(): Language {
  const wanted = [localStorage.getItem(key), ...navigator.languages.map((tag) => tag.slice(0, 2))]
  return languages.find((language) => language === wanted.find(isSpoken)) ?? 'ko'
}

export function storeLanguage(language: Language): void {
  localStorage.setItem(key, language)
}

function isSpoken(tag: string | null): boolean {
  return languages.some((language) => language === tag)
}

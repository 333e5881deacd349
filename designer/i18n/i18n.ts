import i18next, { type BackendModule, type PostProcessorModule } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { type Language, languages, readLanguage, storeLanguage } from './language.ts'
import { withParticles } from './particles.ts'

/**
 * Starts the interface in the reader's language with the words every screen needs. A route loads its own area's words
 * with `loadWords('desk')`; its components say `useTranslation('desk')`. One file per area: `ko/desk.json`.
 */
export async function startLanguage(): Promise<void> {
  document.documentElement.lang = readLanguage()
  await i18next
    .use(files)
    .use(particles)
    .use(initReactI18next)
    .init({
      lng: readLanguage(),
      fallbackLng: false,
      supportedLngs: languages,
      ns: ['frame', 'words'],
      defaultNS: 'frame',
      // What the canvas says only in panels and dialogs comes with them.
      fallbackNS: ['words', 'canvas-more', 'live'],
      postProcess: ['particles'],
      interpolation: { escapeValue: false },
      returnNull: false,
    })
}

/** Words of areas, in the present language; a later change of language loads them again by itself. */
export async function loadWords(...areas: string[]): Promise<void> {
  await i18next.loadNamespaces(areas)
}

export async function changeLanguage(language: Language): Promise<void> {
  storeLanguage(language)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}

const modules = import.meta.glob<Record<string, unknown>>('./{ko,en}/*.json', { import: 'default' })

const files: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, area, done) => {
    const load = modules[`./${language}/${area}.json`]
    if (!load) return done(new Error(`No words for ${language}/${area}`), null)
    load().then(
      (words) => done(null, words),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), null),
    )
  },
}

const particles: PostProcessorModule = {
  type: 'postProcessor',
  name: 'particles',
  process: (value: string) => (value.includes('[') ? withParticles(value) : value),
}

import i18next from 'i18next'

/** Only who is refused needs the words for it; where they cannot be had, a page says less, and still something. */
export async function fetchProblemWords(): Promise<void> {
  await i18next.loadNamespaces('problems').catch(() => undefined)
}

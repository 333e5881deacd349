import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { queries } from '../api/queries.ts'
import { Later, laterPart } from '../components/later.tsx'
import { schemeManager } from './color-scheme.ts'
import { router } from './router.tsx'
import { themeWith } from './theme.ts'

// A message sent before they are here waits for them.
const notices = laterPart(async () => (await import('./notices.tsx')).Notices)

/** Everything a page can rely on: look, data, notices and the address bar. */
export function App() {
  const { t } = useTranslation('words')
  const close = t('action.close')
  const theme = useMemo(() => themeWith({ close }), [close])
  useEffect(() => {
    // Nothing that could take the keyboard with it stands before this is here.
    const kept = import('./keyboard-kept.ts').then(({ keepKeyboard }) => keepKeyboard())
    return () => void kept.then((end) => end())
  }, [])
  return (
    <MantineProvider
      theme={theme}
      colorSchemeManager={schemeManager}
      defaultColorScheme="auto"
      // Run-time style sheets would need a hole in the content policy; look.css has the same values.
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queries}>
        <Later part={notices} given={{}} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}

import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { queries } from '../api/queries.ts'
import { schemeManager } from './color-scheme.ts'
import { router } from './router.tsx'
import { theme } from './theme.ts'

/** Everything a page can rely on: look, data, notices and the address bar. */
export function App() {
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
        <Notifications position="bottom-center" limit={3} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}

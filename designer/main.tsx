import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './app/mantine-styles.ts'
import './app/look.css'
import './app/base.css'
import { App } from './app/app.tsx'
import { paintScheme } from './app/color-scheme.ts'
import { startLanguage } from './i18n/i18n.ts'

// A list of ninety ranges that no first screen should wait for; the system's letters stand in meanwhile, as they do while
// a font file is on its way.
void import('pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css')
paintScheme()
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element #root')
await startLanguage()
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)

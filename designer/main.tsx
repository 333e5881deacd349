import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css'
import './app/mantine-styles.ts'
import './app/look.css'
import './app/base.css'
import { App } from './app/app.tsx'
import { paintScheme } from './app/color-scheme.ts'
import { startLanguage } from './i18n/i18n.ts'

paintScheme()
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element #root')
await startLanguage()
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)

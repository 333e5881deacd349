import { type ReactNode, useEffect, useRef, useState } from 'react'
import inspector from '../inspector/inspector.module.css'
import styles from './room.module.css'
import { useRoom, useWords } from './room.ts'
import type { Panel } from './ui-store.ts'

const widthPx = { usual: 400, least: 320, most: 640, step: 24 }
const key = 'dasi.panelWidth'

/** What is open at the right of the canvas; as wide as one pulls it. `name` tells one panel from the next. */
export function SidePanel(props: { name: Panel; label: string; children: ReactNode }) {
  const { name, label, children } = props
  const { commands } = useRoom()
  const { t } = useWords()
  const [width, setWidth] = useState(readWidth)
  const side = useRef<HTMLElement>(null)
  useEntering(side, name)
  const dragged = useRef<{ x: number; width: number } | null>(null)
  const resize = (wanted: number) => {
    const next = Math.min(widthPx.most, Math.max(widthPx.least, wanted))
    setWidth(next)
    localStorage.setItem(key, String(next))
  }
  return (
    <aside
      ref={side}
      className={styles.side}
      tabIndex={-1}
      style={{ width }}
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.nativeEvent.isComposing) commands.leavePanel()
      }}
    >
      <div className={inspector.panel} style={{ maxWidth: 'none' }}>
        <button
          type="button"
          className={inspector.grip}
          aria-label={t('panel.resize')}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId)
            dragged.current = { x: event.clientX, width }
          }}
          onPointerMove={(event) => {
            const from = dragged.current
            if (from) resize(from.width + from.x - event.clientX)
          }}
          onPointerUp={() => {
            dragged.current = null
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowLeft') resize(width + widthPx.step)
            if (event.key === 'ArrowRight') resize(width - widthPx.step)
          }}
        />
        {children}
      </div>
    </aside>
  )
}

/** The keyboard goes into what was just opened; a step's settings go to the field that is asked for. */
function useEntering(side: React.RefObject<HTMLElement | null>, name: Panel) {
  useEffect(() => {
    if (name !== 'step' && document.activeElement !== document.body) side.current?.focus()
  }, [side, name])
}

function readWidth(): number {
  const stored = Number(localStorage.getItem(key))
  return stored >= widthPx.least && stored <= widthPx.most ? stored : widthPx.usual
}

import { type SyntheticEvent, useState } from 'react'
import type { Previewed } from '../../schemas/api/preview.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import styles from './frames.module.css'

/** A message where its customer would read it: on a phone, in a mailbox, on paper. */
export function Framed({ message, channel }: { message: Previewed; channel: Shown }) {
  switch (channel) {
    case 'sms':
      return <Phone message={message} />
    case 'email':
      return <Mail message={message} />
    case 'letter':
    case 'call':
      return <Sheet message={message} isLetter={channel === 'letter'} />
  }
}

type Shown = 'email' | 'sms' | 'letter' | 'call'

function Phone({ message }: { message: Previewed }) {
  const { t } = useWords()
  const { catalogue } = useRoom()
  return (
    <figure className={styles.phone} aria-label={t('preview.phone')}>
      <div className={styles.notch} aria-hidden />
      <div className={styles.who}>
        {catalogue.policy.senderName}
        <small>{message.recipient ?? t('preview.noAddress')}</small>
      </div>
      <div className={styles.talk}>
        <div className={styles.bubble}>{message.text}</div>
      </div>
    </figure>
  )
}

const heightPx = { least: 160, most: 480 }

function Mail({ message }: { message: Previewed }) {
  const { t } = useWords()
  const { catalogue } = useRoom()
  const { senderName } = catalogue.policy
  const [height, setHeight] = useState(heightPx.least)
  const onLoad = ({ currentTarget }: SyntheticEvent<HTMLIFrameElement>) => {
    const page = currentTarget.contentDocument
    if (!page) return
    lendFonts(page)
    const wanted = page.documentElement.scrollHeight
    setHeight(Math.min(heightPx.most, Math.max(heightPx.least, wanted)))
  }
  return (
    <figure className={styles.mail} aria-label={t('preview.mail')}>
      <header>
        <h3>{message.subject}</h3>
        <i aria-hidden>{senderName.slice(0, 1)}</i>
        <div>
          <b>{senderName}</b>
          <small>{t('preview.to', { to: message.recipient ?? t('preview.noAddress') })}</small>
        </div>
      </header>
      {/* It may be looked into, to lend it letters, but runs nothing of its own. */}
      <iframe
        className={styles.page}
        style={{ height }}
        title={t('preview.mail')}
        sandbox="allow-same-origin"
        srcDoc={message.html ?? ''}
        onLoad={onLoad}
      />
    </figure>
  )
}

function Sheet({ message, isLetter }: { message: Previewed; isLetter: boolean }) {
  const { t } = useWords()
  return (
    <figure className={styles.sheet} aria-label={t(isLetter ? 'preview.letter' : 'preview.script')}>
      {isLetter && <address>{message.recipient ?? t('preview.noAddress')}</address>}
      {isLetter && message.subject && <b>{message.subject}</b>}
      {message.text}
    </figure>
  )
}

/** A reader's own machine has letters for every language; this one may not, so the interface lends its own. */
function lendFonts(page: Document): void {
  const own = page.defaultView
  if (!own) return
  const sheet = new own.CSSStyleSheet()
  const faces = [...document.styleSheets].flatMap(({ cssRules }) =>
    [...cssRules].filter((rule) => rule instanceof CSSFontFaceRule).map(({ cssText }) => cssText),
  )
  const family = 'body { font-family: "Pretendard Variable", sans-serif !important }'
  sheet.replaceSync([...faces, family].join('\n'))
  page.adoptedStyleSheets = [sheet]
}

import { UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { changeLanguage } from '../../i18n/i18n.ts'
import { languages } from '../../i18n/language.ts'
import styles from './sign-in.module.css'

/** 한국어 | English, each in its own words. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation('words')
  return (
    <fieldset className={styles.switch}>
      <legend className="unseen">한국어 · English</legend>
      {languages.map((language) => (
        <UnstyledButton
          key={language}
          lang={language}
          aria-pressed={i18n.language === language}
          onClick={() => void changeLanguage(language)}
        >
          {t(`language.${language}`)}
        </UnstyledButton>
      ))}
    </fieldset>
  )
}

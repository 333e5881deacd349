import { useMantineColorScheme } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Panel, Stack } from '../../components/page.tsx'
import { changeLanguage } from '../../i18n/i18n.ts'
import { languages } from '../../i18n/language.ts'
import { OwnPassword } from './own-password.tsx'
import styles from './settings.module.css'

const schemes = ['auto', 'light', 'dark'] as const

/** Language and theme of this browser, and one's own password. */
export function Appearance() {
  const { t, i18n } = useTranslation(['settings', 'words'])
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Stack>
      <Panel>
        <div className={styles.choices}>
          <fieldset>
            <legend>{t('language')}</legend>
            {languages.map((language) => (
              <label key={language} lang={language}>
                <input
                  type="radio"
                  name="language"
                  checked={i18n.language === language}
                  onChange={() => void changeLanguage(language)}
                />
                {t(`words:language.${language}`)}
              </label>
            ))}
          </fieldset>
          <fieldset>
            <legend>{t('scheme')}</legend>
            {schemes.map((scheme) => (
              <label key={scheme}>
                <input
                  type="radio"
                  name="scheme"
                  checked={colorScheme === scheme}
                  onChange={() => setColorScheme(scheme)}
                />
                {t(`schemes.${scheme}`)}
              </label>
            ))}
          </fieldset>
        </div>
      </Panel>
      <OwnPassword />
    </Stack>
  )
}

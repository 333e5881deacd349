import { useTranslation } from 'react-i18next'
import { useFormats } from '../../app/use-formats.ts'
import { FileButton } from '../../components/file-button.tsx'

/** The file of an import, and how large it is. */
export function FileChoice({ file, onFile }: { file: File | null; onFile: (file: File) => void }) {
  const { t } = useTranslation('data')
  const format = useFormats()
  return (
    <FileButton
      label={t('import.choose')}
      title={file ? file.name : t('import.choose')}
      hint={
        file
          ? t('import.size', { n: format.number(Math.ceil(file.size / 1024)) })
          : t('import.hint')
      }
      accept=".csv,.tsv,.txt,text/csv"
      onFile={onFile}
    />
  )
}

const words = {
  ko: {
    title: '수신 거부',
    ask: '앞으로 광고 메시지를 받지 않으시겠어요?',
    button: '수신 거부하기',
    done: '수신 거부가 접수되었습니다. 앞으로 광고 메시지를 보내지 않습니다.',
  },
  en: {
    title: 'Unsubscribe',
    ask: 'Would you like to stop receiving advertising messages from us?',
    button: 'Unsubscribe',
    done: 'You are unsubscribed. We will send you no more advertising messages.',
  },
}

/** What a customer sees who follows the link to unsubscribe, in Korean or English. */
export function unsubscribePage({ language, done }: { language: string; done: boolean }): string {
  const lang = language.startsWith('ko') ? 'ko' : 'en'
  const { title, ask, button, done: thanks } = words[lang]
  const content = done
    ? `<p role="status">${thanks}</p>`
    : `<p>${ask}</p><form method="post"><button type="submit">${button}</button></form>`
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>
body { font: 16px/1.6 Pretendard, system-ui, sans-serif; color: #212529; background: #f8f9fa; margin: 0; word-break: keep-all }
main { max-width: 440px; margin: 15vh auto 0; padding: 32px; background: #fff; border: 1px solid #dee2e6; border-radius: 12px }
h1 { font-size: 20px; margin: 0 0 8px }
button { font: inherit; font-weight: 600; color: #fff; background: #1971c2; border: 0; border-radius: 8px; padding: 10px 20px; min-height: 44px; cursor: pointer }
@media (prefers-color-scheme: dark) {
  body { background: #141517; color: #e9ecef }
  main { background: #1f2124; border-color: #373a40 }
}
</style>
</head>
<body><main><h1>${title}</h1>${content}</main></body>
</html>
`
}

import { type CsvValue, csvOf } from '../engine/csv.ts'

/** A table sent row by row, for a spreadsheet: its head, then whatever comes, page by page. */
export function csvAnswer(
  name: string,
  { head, pages }: { head: readonly string[]; pages: AsyncIterable<readonly CsvValue[][]> },
): Response {
  const body = ReadableStream.from(textOf(head, pages)).pipeThrough(new TextEncoderStream())
  return new Response(body, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    },
  })
}

async function* textOf(head: readonly string[], pages: AsyncIterable<readonly CsvValue[][]>) {
  yield csvOf([head])
  for await (const rows of pages) yield csvOf(rows, { mark: false })
}

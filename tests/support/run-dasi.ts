import { main } from '../../bin/main.ts'

/** Runs a command line in this process, on the database of an address; what it wrote, and its exit code. */
export async function runDasi(
  url: string,
  words: readonly string[],
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  let [stdout, stderr] = ['', '']
  const code = await main([...words], {
    environment: { DATABASE_URL: url },
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    signal: new AbortController().signal,
  })
  return { code, stdout, stderr }
}

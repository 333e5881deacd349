import { watch } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from './config.ts'

const folders = ['activities', 'api', 'bin', 'db', 'engine', 'intake', 'schemas', 'workflows']

/** Calls back after a source file of the server has changed, once per burst; answers how to stop. */
export function watchSources(onChange: () => void): () => void {
  let burst: NodeJS.Timeout | undefined
  const watchers = folders.map((folder) =>
    watch(join(projectFolder, folder), { recursive: true }, () => {
      clearTimeout(burst)
      burst = setTimeout(onChange, 200)
    }),
  )
  return () => {
    clearTimeout(burst)
    for (const watcher of watchers) watcher.close()
  }
}

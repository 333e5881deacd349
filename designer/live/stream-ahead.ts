import { addressOf } from '../api/client.ts'

/** Whoever asked for it has gone elsewhere meanwhile. */
const unclaimedMs = 15_000

interface OpenStream {
  readonly events: EventSource
  /** The newest event that nobody listened to; null: there was none. */
  readonly said: string | null
}

let ahead: { readonly run: string; readonly take: () => OpenStream } | null = null

/** Asks for the counts of a run while the code that shows them is on its way. */
export function openAhead(run: string): void {
  ahead?.take().events.close()
  const events = openStream(run)
  let said: string | null = null
  const hear = ({ data }: MessageEvent<string>) => {
    said = data
  }
  const take = () => {
    clearTimeout(timer)
    events.removeEventListener('live', hear)
    ahead = null
    return { events, said }
  }
  const timer = setTimeout(() => take().events.close(), unclaimedMs)
  events.addEventListener('live', hear)
  ahead = { run, take }
}

/** The stream of a run’s counts: the one that was opened ahead, once, else a new one. */
export function takeStream(run: string): OpenStream {
  const stream = ahead?.run === run ? ahead.take() : null
  const isLive = stream && stream.events.readyState !== EventSource.CLOSED
  return isLive ? stream : { events: openStream(run), said: null }
}

const openStream = (run: string) => new EventSource(addressOf(`/runs/${run}/live/stream`))

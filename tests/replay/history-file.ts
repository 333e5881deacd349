import proto from '@temporalio/proto'

const { History } = proto.temporal.api.history.v1
type History = proto.temporal.api.history.v1.IHistory

/** A history as JSON of names and texts, on one line. */
export function historyAsJson(history: History): string {
  const plain = History.toObject(History.fromObject(history), {
    longs: String,
    bytes: String,
    enums: String,
  })
  return JSON.stringify(plain)
}

export function historyOfJson(json: string): History {
  return History.fromObject(JSON.parse(json))
}

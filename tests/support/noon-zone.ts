/**
 * A zone in which it is between 12:00 and 13:00 now: for customers who may be contacted at whatever hour the tests run.
 * Names of these zones count westwards, so that Etc/GMT-9 is nine hours ahead.
 */
export function noonZone(): string {
  const ahead = 12 - new Date().getUTCHours()
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}

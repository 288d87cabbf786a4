// What could not be had for now, tried again when there is reason to: the device is online, or the server has answered something.

/** @type {Set<() => void>} */
const waiting = new Set()

/** Calls `retry` once, when it may work again. */
export const whenAnswered = (retry) => { waiting.add(retry) }

/** An answer has come. */
export function answered() {
  const all = [...waiting]
  waiting.clear()
  for (const retry of all) retry()
}

addEventListener('online', answered)

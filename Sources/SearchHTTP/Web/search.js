// One search after another: waits for a pause, gives up the one before, and asks again by itself while the server is busy.
import { ApiError, getJSON, sendForm, sendJSON } from './api.js'

/** How many matches the page shows of one query, and how many come at a time. */
export const most = 5000
const page = 200
/** Texts above so many characters are sent in a body. */
const longestInURL = 4000
/** Waits before another try, in seconds, where the server names none. */
const waits = [1, 2, 5, 10, 20]

/**
 * @typedef {object} Asked
 * @property {string} text of the query
 * @property {Map<string, Blob>} pictures that it names
 * @property {number} wanted the most that it wants
 *
 * @param {object} hear
 * @param {() => void} hear.onStart a search is on its way
 * @param {(answer: {matches: object[], next: string|null, notes: string[], took_ms: number, query: string}, append: boolean) => void} hear.onPage
 * @param {(error: Error, again: number|null, append: boolean) => void} hear.onError `again`: seconds until it is tried by itself
 */
export function createSearch({ onStart, onPage, onError }) {
  let asked, next, shown = 0, tries = 0, timer, retry, abort = new AbortController(), busy = false

  function stop() {
    clearTimeout(timer)
    abort.abort()
    busy = false
    retry = undefined
  }

  async function fetchPage(cursor, size) {
    abort = new AbortController()
    busy = true
    retry = undefined
    const { signal } = abort
    try {
      const answer = await request(asked, Math.min(size, asked.wanted - shown), cursor, signal)
      if (signal.aborted) return
      received(answer, cursor !== null)
    } catch (error) {
      if (!signal.aborted) failed(error, cursor, size)
    }
  }

  function received(answer, append) {
    busy = false
    tries = 0
    shown += answer.matches.length
    next = shown < asked.wanted ? answer.next : null
    onPage({ ...answer, next }, append)
  }

  function failed(error, cursor, size) {
    busy = false
    const passes = error instanceof ApiError && error.passes
    const wait = passes ? error.retryAfter ?? waits[Math.min(tries++, waits.length - 1)] : null
    retry = passes ? () => fetchPage(cursor, size) : undefined
    if (passes) timer = setTimeout(retry, wait * 1000)
    onError(error, wait, cursor !== null)
  }

  return {
    /** Asks after a pause of `wait` milliseconds; `count`: how many have to be there at once. */
    run(what, { wait = 0, count = page } = {}) {
      stop()
      Object.assign(what, { wanted: Math.min(what.wanted ?? most, most) })
      timer = setTimeout(() => {
        [asked, next, shown, tries] = [what, null, 0, 0]
        onStart()
        fetchPage(null, Math.max(page, Math.min(count, most)))
      }, wait)
    },
    /** Asks for the next page, when there is one and none is on its way. */
    more() { if (asked && next && !busy) fetchPage(next, page) },
    /** Does not wait any longer where it was to be tried again. */
    hurry() {
      if (!retry) return
      clearTimeout(timer)
      retry()
    },
    stop,
  }
}

/**
 * Asks for a part of what a query finds.
 * @param {{text: string, pictures: Map<string, Blob>, isExplained?: boolean}} asked
 * @param {number} limit
 * @param {string|null} cursor where it begins
 * @param {AbortSignal} signal
 */
export function request({ text, pictures, isExplained }, limit, cursor, signal) {
  const path = isExplained ? 'search?explain=true' : 'search'
  const query = { query: text, limit, ...(cursor && { cursor }) }
  if (pictures.size === 0 && text.length > longestInURL) return sendJSON('POST', path, query, { signal })
  if (pictures.size === 0) {
    const parameters = new URLSearchParams({ q: text, limit: String(limit), ...(cursor && { cursor }), ...(isExplained && { explain: 'true' }) })
    return getJSON(`search?${parameters}`, { signal })
  }
  const form = new FormData()
  form.append('query', JSON.stringify(query))
  for (const [name, blob] of pictures) form.append(name, blob, name)
  return sendForm(path, form, { signal })
}

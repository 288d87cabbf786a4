// What was found, in words: a line that screen readers hear, and a message where there is more to say or to do.
import { byId, count, el } from './dom.js'
import { nothingFound, nothingLikely, notesOf, problem } from './messages.js'

/**
 * @typedef {object} Counts of the matches that have come
 * @property {number} shown @property {number} likely @property {boolean} more @property {boolean} hasTerms @property {boolean} hasBands
 * @property {{pictures: number, is_exact: boolean}} [total] of all there are
 */

/** @param {Counts} counts */
function countText({ shown, likely, more, hasTerms, hasBands, total }) {
  if (shown === 0) return 'No pictures'
  const found = count(shown, 'picture')
  if (total?.pictures > shown) return total.is_exact ? count(total.pictures, 'picture') : `About ${count(Number(total.pictures.toPrecision(2)), 'picture')}`
  if (!hasTerms) return more ? `The first ${found}` : found
  if (!hasBands) return more ? `The nearest ${found}` : found
  if (likely === shown) return more ? `More than ${count(likely, 'likely picture')}` : count(likely, 'likely picture')
  return likely === 0 ? 'Nothing likely' : count(likely, 'likely picture')
}

/** @param {import('./messages.js').Acts} acts */
export function createStatus(acts) {
  const line = byId('status'), message = byId('message')
  let clock, took = ''

  /** One sentence for eye and ear. */
  function say(words) {
    line.classList.remove('visually-hidden')
    if (line.textContent !== words) line.textContent = words
  }

  function showMessage(...parts) {
    clearInterval(clock)
    message.replaceChildren(...parts.filter(Boolean))
    message.hidden = message.childElementCount === 0
  }

  return {
    say,
    showMessage,
    /** An answer's first page. */
    answered(counts, { query, notes, took_ms: ms, parsedNotes }) {
      took = `${ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en')} ms`
      this.recount(counts)
      showMessage(
        notes.length > 0 && notesOf(notes, parsedNotes, acts),
        counts.shown === 0 && nothingFound(query, acts),
        counts.shown > 0 && counts.hasBands && counts.likely === 0 && nothingLikely(query))
    },
    /** The same answer in other numbers. */
    recount: (counts) => say(`${countText(counts)} · ${took}`),
    /** What went wrong; `again` seconds later it is tried by itself. */
    failed(error, again, text) {
      say(error.message)
      line.classList.add('visually-hidden') // The eye has the message.
      const seconds = again === null ? null : el('span', {}, String(Math.ceil(again)))
      showMessage(problem(error, text, seconds, acts))
      if (seconds) clock = setInterval(() => { seconds.textContent = String(Math.max(0, Number(seconds.textContent) - 1)) }, 1000)
    },
  }
}

let gone
/** A short word about something that was done; `quiet`: for the ear alone, where the eye sees it anyway. */
export function announce(words, { quiet = false } = {}) {
  const toast = byId('toast')
  toast.classList.toggle('visually-hidden', quiet)
  toast.textContent = words
  clearTimeout(gone)
  gone = setTimeout(() => { toast.textContent = '' }, 5000)
}

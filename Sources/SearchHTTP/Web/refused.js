// Which of the pictures that a query brings the server does not take.
import { picturesOf } from './pictures.js'
import { request } from './search.js'

/** Answers to a picture that is none, too large or damaged; a fault of the query's text has a position. */
const isRefusal = ({ status, position }) => [413, 415, 422].includes(status) && position === undefined

/**
 * Asks with each alone, as an answer to all does not tell.
 * @param {object} query
 * @param {import('./api.js').ApiError} error what the whole query was answered
 * @param {AbortSignal} signal
 * @returns {Promise<{name: string, title: string, words: string}[]>} the refused ones
 */
export async function refusedOf(query, error, signal) {
  const pictures = isRefusal(error) ? [...picturesOf(query)] : [], refused = []
  for (const [index, [name, blob]] of pictures.entries()) {
    const title = pictures.length === 1 ? 'Your picture' : `Picture ${index + 1} of ${pictures.length}`
    await request({ text: `picture:${name}`, pictures: new Map([[name, blob]]) }, 1, null, signal)
      .catch((fault) => { if (isRefusal(fault)) refused.push({ name, title, words: fault.message }) })
    if (signal.aborted) break
  }
  return refused
}

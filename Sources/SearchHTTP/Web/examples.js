// Queries that find something here, below the empty box. The server finds them beside its other work: while it has too few, it is asked again.
import { getJSON } from './api.js'
import { byId } from './dom.js'
import { examples } from './messages.js'

const wanted = 6
/** Waits before they are asked for again, in milliseconds. */
const waits = [2000, 3000, 5000, 8000, 12000, 20000, 30000]

/** @param {import('./messages.js').Acts} acts */
export function createExamples(acts) {
  const place = byId('examples')
  let texts = [], tries = 0, timer, isDue = false

  async function ask() {
    isDue = place.hidden
    if (isDue) return
    const found = await getJSON(`examples?limit=${wanted}`).catch(() => [])
    if (found.length > 0 && String(found) !== String(texts)) place.replaceChildren(examples(texts = found, acts))
    clearTimeout(timer)
    if (texts.length < wanted && tries < waits.length) timer = setTimeout(ask, waits[tries++])
  }

  function load() {
    tries = 0
    return ask()
  }

  return {
    load,
    /** There are other pictures. */
    changed() { if (texts.length === 0) load() },
    /** They belong to the empty box. */
    show(isEmpty) {
      place.hidden = !isEmpty
      if (isEmpty && isDue) ask()
    },
  }
}

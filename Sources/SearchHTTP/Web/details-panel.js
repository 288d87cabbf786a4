// The panel beside the large picture. Its parts come one by one, each where the server has it.
import { nearDuplicates, nearest, reasons, similarStrip } from './alike.js'
import { factsList } from './details.js'
import { el } from './dom.js'

/** Milliseconds that a picture is looked at before more is asked about it. */
const pause = 150

/**
 * @param {HTMLElement} panel
 * @param {{getJSON: Function, say: (text: string) => void, onQuery: (text: string) => void, onOpen: (id: string) => void, query: () => object|null, pictureOf: (term: object) => object}} options
 */
export function createDetailsPanel(panel, options) {
  const { getJSON, say, onQuery, onOpen, query, pictureOf } = options
  let abort = new AbortController(), timer

  function stop() {
    clearTimeout(timer)
    abort.abort()
  }

  /** Puts a part in; focus within what it replaces stays in the panel, where keys are heard. */
  function put(part, place) {
    const isFocused = place.contains(document.activeElement)
    place.replaceChildren(part)
    if (isFocused) panel.focus({ preventScroll: true })
  }

  /** Fills a part's place, which keeps the order whatever comes first. */
  async function fill(place, fault, make) {
    const { signal } = abort
    try {
      const part = await make({ signal, onOpen, pictureOf })
      if (!signal.aborted && part) put(part, place)
    } catch (error) {
      // That a picture is gone, the stage says.
      if (!signal.aborted && error.status !== 404) fault.textContent = error.message
    }
  }

  return {
    show(match) {
      stop()
      abort = new AbortController()
      const [facts, why, copies, similar, fault] = Array.from({ length: 5 }, () => el('div'))
      facts.append(factsList(match, { say, onQuery }))
      panel.replaceChildren(el('h3', {}, 'Details'), facts, why, copies, similar, fault)
      panel.scrollTop = 0
      timer = setTimeout(() => {
        fill(facts, fault, async ({ signal }) => factsList({ ...match, ...await getJSON(`images/${match.id}`, { signal }) }, { say, onQuery }))
        fill(why, fault, (asking) => reasons(match, query(), asking))
        const found = nearest(match.id, abort)
        fill(copies, fault, async (asking) => nearDuplicates(match.id, await found, asking))
        fill(similar, fault, async (asking) => similarStrip(await found, asking))
      }, pause)
    },
    stop,
  }
}

// The URL (`./?q=<text>#<picture>`) is the page's only store; the entry of the history keeps beside it where the grid stood and what was selected.

import { visible } from './names.js'

const titleOf = (text) => text ? `${visible(text)} – imagesearch` : 'imagesearch'
/** Changes that follow each other within this many milliseconds are one step of the history. */
const pause = 1000

/** @returns {{text: string, open: string|null, place: object|null, selected: string[]}} what the URL and its entry say */
export function readState() {
  const { place = null, selected = [] } = history.state ?? {}
  const text = new URLSearchParams(location.search).get('q') ?? ''
  const open = /^#[0-9a-f-]{36}$/.test(location.hash) ? location.hash.slice(1) : null
  return { text, open, place, selected }
}

function urlOf({ text, open }) {
  const search = text ? `?${new URLSearchParams({ q: text })}` : ''
  return `${location.pathname}${search}${open ? `#${open}` : ''}`
}

/**
 * Steps of the history.
 * @param {() => {text: string, open: string|null}} address what the URL has to say now
 * @param {() => {place: object|null, selected: string[]}} kept what its entry keeps
 * @param {() => void} onMove hears that another entry was gone to
 */
export function createSteps(address, kept, onMove) {
  /** Whether this entry is still being typed; when a chip or a menu last changed it. */
  let isDraft = false, lastChange = -Infinity

  function write(method, entry) {
    const { text } = address()
    history[method](entry, '', urlOf(address()))
    document.title = titleOf(text)
  }
  const replace = (more = {}) => write('replaceState', { ...history.state, ...kept(), ...more })
  /** A new entry, unless the URL stays the same. @returns {boolean} whether it is new */
  function push(more = {}) {
    const isNew = urlOf(address()) !== location.pathname + location.search + location.hash
    if (isNew) write('pushState', more)
    else replace(more)
    return isNew
  }

  history.scrollRestoration = 'manual'
  addEventListener('popstate', () => { isDraft = false; lastChange = -Infinity; document.title = titleOf(readState().text); onMove() })
  return {
    /** Where the grid stands and what is selected, into this entry: before another is gone to, and from time to time. */
    keep: () => history.replaceState({ ...history.state, ...kept() }, ''),
    /** A key was typed: the first one begins a step, the next ones change it. */
    typed() {
      if (isDraft) replace({ place: null, selected: [] })
      else isDraft = push()
      lastChange = -Infinity
    },
    /** Enter: what is typed next is another step. */
    entered() {
      this.typed()
      isDraft = false
    },
    /** Another query by a click. */
    chosen() {
      push()
      isDraft = false
      lastChange = -Infinity
    },
    /** A chip or a menu: several clicks are one step. */
    adjusted() {
      const now = performance.now()
      if (now - lastChange < pause) replace({ place: null, selected: [] })
      else push()
      isDraft = false
      lastChange = now
    },
    /** The box was left: what is typed next is another step. */
    settled() { isDraft = false },
    /** The large view shows a picture: a step when it opens, the same one for the next pictures. */
    opened() {
      isDraft = false
      if (readState().open) replace()
      else push({ ...history.state, isOpen: true })
    },
    /** Back to the results; a link to a picture has none behind it, and its own entry becomes theirs. */
    closed() {
      if (history.state?.isOpen) history.back()
      else replace()
    },
  }
}

// The page's one state, and its only store: the URL (`./?q=<text>#<picture>`) and the history entry beside it.

/**
 * @typedef {object} State
 * @property {string} text what the box holds
 * @property {string|null} open the id of the picture in the large view
 * @property {number} scroll where the grid stood, in pixels
 * @property {string[]} selected ids
 */

const titleOf = (text) => text ? `${text} – imagesearch` : 'imagesearch'

/** @returns {State} */
export function readState() {
  const kept = history.state ?? {}
  const text = new URLSearchParams(location.search).get('q') ?? ''
  const open = /^#[0-9a-f-]{36}$/.test(location.hash) ? location.hash.slice(1) : null
  return { text, open, scroll: kept.scroll ?? 0, selected: kept.selected ?? [] }
}

const urlOf = ({ text, open }) => {
  const search = text ? `?${new URLSearchParams({ q: text })}` : ''
  return `${location.pathname}${search}${open ? `#${open}` : ''}`
}

/** Puts the state into the URL: as a new step of the history where `push`, else in place of this one. */
export function writeState(state, { push = false } = {}) {
  const kept = { scroll: state.scroll, selected: state.selected.slice(0, 5000), stepped: push || history.state?.stepped }
  const url = urlOf(state)
  document.title = titleOf(state.text)
  if (push && url !== location.pathname + location.search + location.hash) history.pushState(kept, '', url)
  else history.replaceState(kept, '', url)
}

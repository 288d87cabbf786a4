// Wires the parts. Data flows one way: an act changes the state, the state is rendered, a search brings matches to the grid.
import { getJSON } from './api.js'
import { byId } from './dom.js'
import { createGrid } from './grid.js'
import { createSearch } from './search.js'
import { readState, writeState } from './state.js'

history.scrollRestoration = 'manual'
const state = readState()
const box = byId('box')

new ResizeObserver(([header]) => {
  document.documentElement.style.setProperty('--header-height', `${header.borderBoxSize[0].blockSize}px`)
}).observe(byId('header'))

const search = createSearch({
  onStart() { byId('results').setAttribute('aria-busy', 'true') },
  onPage(answer, append) {
    byId('results').removeAttribute('aria-busy')
    byId('status').textContent = `${answer.matches.length} pictures, ${answer.took_ms} ms`
    grid.show(answer.matches, { append, more: answer.next !== null, order: 'relevance', place: null })
  },
  onError(error) { byId('status').textContent = error.message },
})

const grid = createGrid(byId('results'), {
  selection: { has: () => false, toggle() {}, set() {}, clear() {}, ids: () => [], size: 0, subscribe() {} },
  onOpen() {}, onNeedMore: () => search.more(), onLike() {}, onUnlike() {}, onFavourite() {},
})

box.value = state.text
box.addEventListener('input', () => {
  state.text = box.value
  writeState(state)
  search.run({ text: state.text, pictures: new Map() }, { wait: 200 })
})
search.run({ text: state.text, pictures: new Map() })

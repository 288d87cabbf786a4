// Wires the parts. An act changes the text of the query; from it follow what is shown, the URL and the search, which brings matches to the grid.
import { getJSON, getWhereKnown } from './api.js'
import { createBox } from './box.js'
import { createBringing } from './bring.js'
import { createChips } from './chips.js'
import { byId } from './dom.js'
import { createFavourites } from './favourites.js'
import { createFilters } from './filters.js'
import { createGrid } from './grid.js'
import { commandOf, openKeys } from './keys.js'
import { createLive } from './live.js'
import { emptyIndex, examples, missingPictures } from './messages.js'
import { keepPicture, pictureNamed, pictureNames, recall } from './pictures.js'
import { openProblems } from './problems.js'
import { corrected, parse, print, QueryError } from './query.js'
import { withOption, withTerm, withTerms } from './query-edits.js'
import { createSaved } from './saved.js'
import { createSearch } from './search.js'
import { createSelectionBar } from './selection-bar.js'
import { createSelection } from './selection.js'
import { createSteps, readState } from './state.js'
import { announce as toast, createStatus } from './status.js'
import { createTermPictures } from './term-pictures.js'
import { createUpload } from './upload.js'
import { createViewer } from './viewer.js'

/** Milliseconds to wait for the next key, or the next click. */
const pauses = { typed: 200, entered: 0, chosen: 50 }
/** Milliseconds until a search is said to take long. */
const long = 1000

/** The page's state. `query` is what `text` means, null while it means nothing. */
const state = { ...readState(), query: {}, notes: [], counts: null, stats: null, isStale: false, replacing: null }

const canonical = () => state.query ? print(state.query) : state.text
const hasTerms = () => Boolean(state.query?.terms?.length)

// Acts

/** Another text: `typed` key by key, `entered`, or `chosen` by a click. */
function setText(text, how = 'chosen') {
  steps.keep()
  Object.assign(state, { text, open: null, place: null })
  understand()
  selection.clear()
  viewer.close()
  steps[how]()
  render()
  find(pauses[how])
}

const setQuery = (query) => setText(print(query))

function understand() {
  try {
    const { query, notes } = parse(state.text)
    Object.assign(state, { query, notes: notes.map((note) => ({ ...note, corrected: corrected(state.text, note) })) })
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    Object.assign(state, { query: null, notes: [] })
  }
}

const like = (ids, weight) => setQuery([ids].flat().reduce((query, id) => withTerm(query, weight === 1 ? { id } : { id, weight }), state.query ?? {}))

async function bring(files) {
  const names = await Promise.all(files.map(keepPicture))
  const { replacing } = state
  state.replacing = null
  const old = state.query ?? {}
  if (replacing) setQuery(withTerms(old, old.terms.map((term) => term.picture === replacing ? { ...term, picture: names[0] } : term)))
  else setQuery(names.reduce((query, picture) => withTerm(query, { picture }), old))
  announce(names.length === 1 ? 'Searching with your picture' : `Searching with ${names.length} pictures`)
}

const acts = {
  retry: () => find(0),
  search: (text) => { setText(text); box.focus() },
  add: () => upload.open(),
  withoutFilters: () => setQuery(withTerms({}, state.query.terms ?? [])),
  withoutLikely: () => setQuery(withOption(state.query, 'likely', undefined)),
  bringAgain: (name) => { state.replacing = name; byId('choose-picture').querySelector('input').click() },
  dropPicture: (name) => setQuery(withTerms(state.query, state.query.terms.filter((term) => term.picture !== name))),
  pointAt: (start, end) => box.select(start, end),
}

// Searching

let turn = 0, slow
async function find(wait = 0) {
  const mine = ++turn
  const names = state.query ? pictureNames(state.query) : []
  const missing = names.length > 0 ? await recall(names) : []
  if (mine !== turn) return
  renderChips()
  if (missing.length > 0) return showMissing(missing)
  const pictures = new Map(names.map((name) => [name, pictureNamed(name).blob]))
  search.run({ text: state.text, pictures, wanted: state.query?.limit }, { wait, count: state.place?.count })
}

function showMissing(names) {
  search.stop()
  grid.show([])
  status.say('A picture is missing')
  status.showMessage(missingPictures(names, acts))
}

function ended() {
  clearTimeout(slow)
  byId('results').removeAttribute('aria-busy')
}

function received(answer, append) {
  ended()
  const { matches, next } = answer
  const before = append ? state.counts : { shown: 0, likely: 0 }
  state.counts = {
    shown: before.shown + matches.length, likely: before.likely + matches.filter(({ band }) => band === 'likely').length,
    more: next !== null, hasTerms: hasTerms(), hasBands: matches.some(({ band }) => band !== null) || Boolean(before.hasBands),
    total: state.text.trim() === '' ? state.stats?.pictures : undefined,
  }
  if (!append) status.answered(state.counts, { ...answer, query: state.query ?? {}, parsedNotes: state.notes })
  grid.show(matches, { append, more: next !== null, order: state.query?.sort ?? (hasTerms() ? 'relevance' : 'newest'), place: append ? null : state.place })
  if (!append) afterFirstPage()
}

function afterFirstPage() {
  if (state.selected.length > 0) selection.set(state.selected)
  Object.assign(state, { place: null, selected: [], isStale: false })
  if (state.counts.shown === 0 && state.stats?.pictures === 0) status.showMessage(emptyIndex(acts, live.isIndexing()))
}

const search = createSearch({
  onStart() {
    byId('results').setAttribute('aria-busy', 'true')
    slow = setTimeout(() => status.say('Searching…'), long)
  },
  onPage: received,
  onError(error, again) {
    ended()
    status.failed(error, again, state.text)
  },
})

// Parts

const status = createStatus(acts)
/** Behind an open dialog nothing is heard: the large view says it itself. */
const announce = (words, how) => viewer.id === null ? toast(words, how) : viewer.say(words)
const selection = createSelection()
const favourites = createFavourites({ announce, onChange(id, favourite) {
  for (const part of [grid, viewer]) part.update(id, { favourite })
  bar.render()
} })
const handlers = {
  onLike: (id) => like(id, 1), onUnlike: (id) => like(id, -1),
  onFavourite: (id, on = !grid.match(id)?.favourite) => favourites.set([id].flat(), on),
}
const grid = createGrid(byId('results'), { selection, ...handlers, onOpen: (id) => viewer.open(id), onNeedMore: () => search.more() })
const bar = createSelectionBar(byId('selection'), { selection, matches: grid.match, announce, ...handlers })
const viewer = createViewer(byId('viewer'), {
  grid, getJSON, announce, ...handlers, query: canonical, onKeys: () => openKeys(byId('keys')),
  onShown(id) { state.open = id; steps.opened() },
  onClosed() { if (state.open) { state.open = null; steps.closed() } },
  onCrop: (id, part) => setQuery(withTerms(state.query ?? {}, [{ id, part }])),
  onQuery: (text) => setText(text),
})
const termPictures = createTermPictures({ match: grid.match, onKnown: () => renderChips() })
const chips = createChips(byId('chips'), { onChange: setQuery, pictureOf: termPictures.of })
const filters = createFilters({ onChange: setQuery })
const box = createBox({ onText: setText, onSettled: () => steps.settled(), onLeave: () => grid.focus(grid.ids()[0]) })
const upload = createUpload({ onAdded: changed })
const steps = createSteps(() => ({ text: canonical(), open: state.open }), keptState, moved)
createBringing({ onQuery: bring, onOwn: (id) => like(id, 1), onAdd: (files) => upload.add(files), announce })
const live = createLive({ onChanged: changed, onGone: (ids) => ids.forEach(grid.remove), onProblems: openProblems })

/** What the history keeps: as long as its answer has not come, what was to be restored. */
function keptState() {
  const selected = state.selected.length > 0 ? state.selected : selection.ids()
  return { place: state.place ?? grid.place(), selected: selected.slice(0, 5000) }
}

// Rendering

function renderChips() {
  chips.show(state.query ?? {})
  byId('examples').hidden = state.text !== ''
}

function render() {
  box.show(state.text)
  if (state.query) renderChips()
  filters.show(state.query)
  byId('chips').classList.toggle('stale', state.query === null)
  byId('favourites').setAttribute('aria-pressed', String(state.query?.filter?.fav === true))
}

/** Back, Forward, or a link to a picture. */
function moved() {
  const shown = canonical(), { text, open, place, selected } = readState()
  if (text !== shown) {
    Object.assign(state, { text, place, selected, open })
    understand()
    render()
    selection.clear()
    find()
  }
  state.open = open
  if (open) viewer.open(open)
  else viewer.close()
}

/** Pictures came or went: what is shown follows when nobody is in the middle of it. */
async function changed() {
  state.isStale = true
  await loadStats()
  refresh()
}

function refresh() {
  const isAtRest = scrollY < 80 && selection.size === 0 && !state.open && !document.querySelector('dialog[open]:not(#upload)')
  if (state.isStale && isAtRest && state.query) { state.isStale = false; find() }
}

async function loadStats() {
  state.stats = await live.stats()
  const hasFavourites = state.stats?.favourites !== undefined
  filters.hasFavourites = hasFavourites
  byId('favourites').hidden = !hasFavourites
}

async function loadExamples() {
  const texts = await getWhereKnown('examples?limit=6', []).catch(() => [])
  byId('examples').replaceChildren(...(texts.length > 0 ? [examples(texts, acts)] : []))
}

// Listening

let keeping
addEventListener('scroll', () => {
  clearTimeout(keeping)
  keeping = setTimeout(() => { steps.keep(); refresh() }, 200)
}, { passive: true })
addEventListener('pagehide', () => steps.keep())
addEventListener('online', search.hurry)
document.addEventListener('keydown', (event) => {
  if (document.querySelector('dialog[open]')) return
  const command = commandOf(event, 'page')
  if (command !== 'search' && command !== 'keys') return
  event.preventDefault()
  if (command === 'search') box.focus()
  else openKeys(byId('keys'))
})
byId('help').addEventListener('click', () => openKeys(byId('keys')))
byId('add').addEventListener('click', () => upload.open())
byId('home').addEventListener('click', (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  setText('')
})
byId('favourites').addEventListener('click', () => setText(state.query?.filter?.fav ? '' : 'fav'))
/** How much of the window the header covers: on a narrow one a part of it scrolls away. */
new ResizeObserver(() => {
  const header = byId('header'), hidden = parseFloat(getComputedStyle(header).top)
  document.documentElement.style.setProperty('--header-height', `${header.offsetHeight + hidden}px`)
}).observe(byId('header'))

// Beginning

understand()
render()
find()
if (state.open) viewer.open(state.open)
loadStats().then(() => { if (state.counts?.shown === 0) afterFirstPage() })
loadExamples()
createSaved({ onSearch: setText, text: canonical, announce }).then(({ isThere }) => box.canSave(isThere))

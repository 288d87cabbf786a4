// Wires the parts. An act changes the text of the query; from it follow what is shown, the URL and the search, which brings matches to the grid.
import { getJSON } from './api.js'
import { createBox } from './box.js'
import { createBringing } from './bring.js'
import { createChips } from './chips.js'
import { byId } from './dom.js'
import { unreadable } from './dropped.js'
import { createExamples } from './examples.js'
import { createFavourites } from './favourites.js'
import { createFilters } from './filters.js'
import { createFinder } from './find.js'
import { createGrid } from './grid.js'
import { commandOf, openKeys } from './keys.js'
import { createLive } from './live.js'
import { keepPicture, mostKept, pictureNames } from './pictures.js'
import { openProblems } from './problems.js'
import { corrected, mostTerms, parse, print, QueryError } from './query.js'
import { withOption, withTerm, withTerms } from './query-edits.js'
import { createSaved } from './saved.js'
import { createSelectionBar } from './selection-bar.js'
import { createSelection } from './selection.js'
import { createSteps, readState } from './state.js'
import { announce as toast, createStatus } from './status.js'
import { createTermPictures } from './term-pictures.js'
import { createUpload } from './upload.js'
import { createViewer } from './viewer.js'

/** Milliseconds to wait for the next key, or the next click; longer for the rest of a word that means nothing yet, as `type:`. */
const pauses = { typed: 200, unfinished: 2000, entered: 0, chosen: 50, adjusted: 50 }

/** The page's state. `query` is what `text` means, null while it means nothing; `place` and `selected` are to be restored. */
const state = { ...readState(), query: {}, notes: [], counts: null, stats: null, replacing: null }

const canonical = () => state.query ? print(state.query) : state.text

// Acts

/** Another text: `typed` key by key, `entered`, `chosen` by a click, or `adjusted` by chips and menus. */
function setText(text, how = 'chosen') {
  steps.keep()
  Object.assign(state, { text, open: null, place: null, selected: [] })
  const isUnfinished = understand()
  selection.clear()
  viewer.close()
  steps[how]()
  render()
  finder.find(pauses[how === 'typed' && isUnfinished ? 'unfinished' : how])
}

const setQuery = (query) => setText(print(query))
const adjust = (query) => setText(print(query), 'adjusted')

/** @returns {boolean} whether the text means nothing for its last word alone */
function understand() {
  try {
    const { query, notes } = parse(state.text, null) // The page shows more than a program asks for: every limit counts.
    Object.assign(state, { query, notes: notes.map((note) => ({ ...note, corrected: corrected(state.text, note) })) })
    return false
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    Object.assign(state, { query: null, notes: [] })
    return error.position !== undefined && !/\s/u.test([...state.text].slice(error.position).join(''))
  }
}

const like = (ids, weight) => setQuery([ids].flat().reduce((query, id) => withTerm(query, weight === 1 ? { id } : { id, weight }), state.query ?? {}))

/** How many more pictures the query may bring: those of more are not kept, and it has only so many terms. */
function roomForPictures() {
  if (state.replacing) return 1
  const query = state.query ?? {}
  return Math.max(0, Math.min(mostKept - pictureNames(query).length, mostTerms - (query.terms?.length ?? 0)))
}

async function bring(files) {
  const room = roomForPictures()
  if (room === 0) return announce('This search takes no more pictures.')
  const kept = await Promise.allSettled(files.slice(0, room).map(keepPicture))
  const names = kept.filter(({ status }) => status === 'fulfilled').map(({ value }) => value)
  if (names.length === 0) return announce(unreadable)
  const old = state.query ?? {}, { replacing } = state
  state.replacing = null
  if (replacing) setQuery(withTerms(old, old.terms.map((term) => term.picture === replacing ? { ...term, picture: names[0] } : term)))
  else setQuery(names.reduce((query, picture) => withTerm(query, { picture }), old))
  announce(files.length === 1 ? 'Searching with your picture'
    : names.length === files.length ? `Searching with ${names.length} pictures`
    : `Searching with ${names.length} of ${files.length.toLocaleString('en')} pictures: ${files.length > room ? 'a search takes no more' : 'the others cannot be read'}`)
}

const acts = {
  retry: () => finder.find(),
  search: (text) => { setText(text); box.focusUnlessTouched() },
  add: () => upload.open(),
  withoutFilters: () => setQuery(withTerms({}, state.query.terms ?? [])),
  withoutLikely: () => setQuery(withOption(state.query, 'likely', undefined)),
  bringAgain: (name) => { state.replacing = name; byId('choose-picture').querySelector('input').click() },
  dropPicture: (name) => setQuery(withTerms(state.query, state.query.terms.filter(({ picture, id }) => picture !== name && id !== name))),
  pointAt: (start, end) => box.select(start, end),
}

// Parts

const status = createStatus(acts)
const examples = createExamples(acts)
const selection = createSelection()
/** Behind an open dialog nothing is heard: the large view says it itself. */
const announce = (words, how) => viewer.id === null ? toast(words, how) : viewer.say(words)
const favourites = createFavourites({ announce, onChange(id, favourite) {
  for (const part of [grid, viewer]) part.update(id, { favourite })
  bar.render()
} })
const handlers = {
  onLike: (id) => like(id, 1), onUnlike: (id) => like(id, -1),
  onFavourite: (id, on = !grid.match(id)?.favourite) => favourites.set([id].flat(), on),
}
const grid = createGrid(byId('results'), { selection, ...handlers, onOpen: (id) => viewer.open(id), onNeedMore: () => finder.more() })
const bar = createSelectionBar(byId('selection'), { selection, matches: grid.match, announce, ...handlers, onEmpty: () => grid.focus() })
const viewer = createViewer(byId('viewer'), {
  grid, getJSON, announce, ...handlers, query: () => state.query, pictureOf: (term) => termPictures.of(term), onKeys: () => openKeys(byId('keys')),
  onShown(id) { state.open = id; steps.opened() },
  onClosed() { if (state.open) { state.open = null; steps.closed() } },
  onCrop: (id, part) => setQuery(withTerms(state.query ?? {}, [{ id, part }])),
  onQuery: (text) => setText(text),
})
const termPictures = createTermPictures({ match: grid.match, onKnown: renderChips })
const chips = createChips(byId('chips'), { onChange: adjust, pictureOf: termPictures.of })
const filters = createFilters({ onChange: adjust })
const box = createBox({ onText: setText, onSettled: () => steps.settled(), onLeave: () => grid.focus() })
const live = createLive({ canRefresh, onChanged: changed, onBack: lookAgain, onGone: (ids) => ids.forEach(grid.remove), onProblems: openProblems })
const upload = createUpload({ onAdded: live.changed })
const steps = createSteps(() => ({ text: canonical(), open: state.open }), kept, moved)
const finder = createFinder(state, { grid, viewer, selection, status, live, acts, renderChips, onBack: loadIndex })
createSaved({ onSearch: setText, text: canonical, announce })
createBringing({ onQuery: bring, onOwn: (id) => like(id, 1), onAdd: (files) => upload.add(files), announce })

// Rendering

function renderChips() {
  if (state.query) chips.show(state.query)
  examples.show(state.text === '')
}

function render() {
  box.show(state.text)
  renderChips()
  filters.show(state.query)
  byId('chips').classList.toggle('stale', state.query === null)
  byId('favourites').setAttribute('aria-pressed', String(state.query?.filter?.fav === true))
}

// What happens beside

/** What the history keeps: as long as its answer has not come, what was to be restored. */
function kept() {
  const selected = state.selected.length > 0 ? state.selected : selection.ids()
  return { place: state.place ?? grid.place(), selected: selected.slice(0, 5000) }
}

/** Back, Forward, or a link to a picture. */
function moved() {
  const shown = canonical(), { text, open, place, selected } = readState()
  state.open = open
  if (text !== shown) {
    Object.assign(state, { text, place, selected })
    understand()
    render()
    selection.clear()
    finder.find()
  }
  if (open) viewer.open(open)
  else viewer.close()
}

/** Whether what is shown may follow the index: not while somebody is in the middle of it. */
function canRefresh() {
  return scrollY < 80 && selection.size === 0 && !state.open && state.query !== null && !document.querySelector('dialog[open]:not(#upload)')
}

/** Pictures came or went; `isShown`: what is shown is to follow. */
async function changed(isShown) {
  await loadStats()
  examples.changed()
  if (isShown) finder.find()
}

/** Events may have been missed: only another number is worth another search. */
async function lookAgain() {
  const before = state.stats?.pictures
  await loadStats()
  if (state.stats?.pictures !== before) live.changed()
}

function loadIndex() {
  loadStats()
  examples.load()
}

async function loadStats() {
  state.stats = await getJSON('stats').catch(() => null)
  finder.counted()
}

// Listening

let keeping
addEventListener('scroll', () => {
  clearTimeout(keeping)
  keeping = setTimeout(() => { steps.keep(); live.settle() }, 200)
}, { passive: true })
addEventListener('pagehide', () => steps.keep())
document.addEventListener('keydown', (event) => {
  const command = document.querySelector('dialog[open]') ? undefined : commandOf(event, 'page')
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
/** How much of the window the header covers: on a narrow one a part of it scrolls away, on a low one all of it. */
function measureHeader() {
  const header = byId('header'), { position, top } = getComputedStyle(header)
  const covered = position === 'sticky' ? header.offsetHeight + parseFloat(top) : 0
  document.documentElement.style.setProperty('--header-height', `${covered}px`)
}
new ResizeObserver(measureHeader).observe(byId('header'))
addEventListener('resize', measureHeader)

// Beginning

understand()
render()
finder.find()
if (state.open) viewer.open(state.open)
loadIndex()

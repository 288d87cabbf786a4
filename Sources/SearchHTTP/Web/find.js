// Asks for what the query means, and hands what comes to the grid and to the words above it.
import { getJSON } from './api.js'
import { byId } from './dom.js'
import { emptyIndex, missingPictures, refusedPictures } from './messages.js'
import { pictureNames, picturesOf, recall } from './pictures.js'
import { print } from './query-printer.js'
import { refusedOf } from './refused.js'
import { createSearch } from './search.js'
import { announce } from './status.js'

/** Milliseconds until a search is said to take long. */
const long = 1000

/**
 * @param {object} state the page's
 * @param {object} parts `grid`, `viewer`, `selection`, `status`, `live`, `acts`, `renderChips` and `onBack` (the server answers again), there before the first search
 */
export function createFinder(state, parts) {
  const results = byId('results')
  let turn = 0, slow, wasAway = false, beside = new AbortController()
  /** The query whose pictures the grid shows, null when there are none. */
  let shown = null

  const hasTerms = () => Boolean(state.query?.terms?.length)

  /** What is said of a query stands above the pictures: there one is taken, and those of another query do not pass for its own. */
  function started() {
    ended()
    beside.abort()
    beside = new AbortController()
    if (!state.place) scrollTo(0, 0)
    markStale()
    results.setAttribute('aria-busy', 'true')
    slow = setTimeout(() => parts.status.say('Searching…'), long)
  }

  function ended() {
    clearTimeout(slow)
    results.removeAttribute('aria-busy')
  }

  const markStale = () => results.classList.toggle('stale', shown !== null && shown !== state.text)

  function received(answer, append) {
    ended()
    if (!append) shown = state.text
    markStale()
    if (wasAway) parts.onBack()
    wasAway = false
    const { matches, next } = answer, { grid, viewer } = parts
    state.counts = counted(append ? state.counts : { shown: 0, likely: 0, hasBands: false }, answer)
    if (!append) parts.status.answered(state.counts, { ...answer, query: state.query ?? {}, parsedNotes: state.notes })
    grid.show(matches, { append, more: next !== null, order: state.query?.sort ?? (hasTerms() ? 'relevance' : 'newest'), place: append ? null : state.place })
    if (viewer.id) viewer.update(viewer.id, grid.match(viewer.id) ?? {})
    if (append && next === null) parts.status.recount(state.counts)
    if (append) return
    settle()
    const { filter, not, duplicates, limit } = state.query ?? {}
    if (next !== null && !hasTerms() && (filter ?? not) && !duplicates && !limit) countAll({ filter, not })
  }

  const counted = (before, { matches, next }) => ({
    shown: before.shown + matches.length, likely: before.likely + matches.filter(({ band }) => band === 'likely').length,
    hasBands: before.hasBands || matches.some(({ band }) => band !== null), more: next !== null, hasTerms: hasTerms(),
    total: state.text.trim() === '' ? state.stats ?? undefined : before.total,
  })

  /** How many meet the filters: a search that has no terms ends nowhere else. */
  async function countAll(conditions) {
    const { signal } = beside
    const total = await getJSON(`count?${new URLSearchParams({ q: print(conditions) })}`, { signal }).catch(() => undefined)
    if (signal.aborted || !total) return
    state.counts.total = total
    parts.status.recount(state.counts)
  }

  /** What was to be restored is there. */
  function settle() {
    if (state.selected.length > 0) parts.selection.set(state.selected)
    Object.assign(state, { place: null, selected: [] })
    tellWhenEmpty()
  }

  function tellWhenEmpty() {
    if (state.counts?.shown === 0 && state.stats?.pictures === 0) parts.status.showMessage(emptyIndex(parts.acts, parts.live.isIndexing()))
  }

  function showMissing(names) {
    search.stop()
    ended()
    parts.grid.show([])
    shown = null
    markStale()
    parts.status.say('A picture is missing')
    parts.status.showMessage(missingPictures(names, parts.acts))
  }

  /** A picture that came with the query may be what is wrong: then it is told which. */
  async function tellFault(error) {
    const mine = turn, { signal } = beside, refused = await refusedOf(state.query ?? {}, error, signal)
    if (signal.aborted || mine !== turn) return
    ended()
    parts.status.failed(error, null, state.text)
    if (refused.length > 0) parts.status.showMessage(refusedPictures(refused, parts.acts))
  }

  const search = createSearch({
    onStart: started, onPage: received,
    onError(error, again, append) {
      wasAway ||= again !== null
      if (again === null && !append) return tellFault(error)
      ended()
      if (append) announce(`No more came: ${error.message}`)
      else parts.status.failed(error, again, state.text)
    },
  })
  addEventListener('online', search.hurry)

  return {
    /** Searches anew after a pause of `wait` milliseconds. */
    async find(wait = 0) {
      const mine = ++turn
      const names = state.query ? pictureNames(state.query) : []
      const missing = names.length > 0 ? await recall(names) : []
      if (mine !== turn) return
      if (names.length > 0) parts.renderChips()
      if (missing.length > 0) return showMissing(missing)
      search.run({ text: state.text, pictures: picturesOf(state.query ?? {}), wanted: state.query?.limit }, { wait, count: state.place?.count })
    },
    more: search.more,
    /** The numbers of the index have come. */
    counted() {
      if (!state.counts || state.text.trim() !== '') return
      state.counts.total = state.stats ?? undefined
      parts.status.recount(state.counts)
      tellWhenEmpty()
    },
  }
}

// The grid of matches: what is shown, where the tab stop is, and what of it is near the view.
import { listenToKeys } from './grid-keys.js'
import { listenToPointer } from './grid-pointer.js'
import { createScroll } from './grid-scroll.js'
import { createChoice } from './grid-selection.js'
import { createView } from './grid-view.js'
import { indexAt, layOut, ratioOf, rowOf } from './layout.js'
import { arrange } from './sections.js'
import { createTile, sharpen } from './tile.js'

/** Milliseconds without scrolling until larger thumbnails are fetched. */
const settled = 300

/** Above all that is shown. */
const topOfPage = { index: 0, offset: -Infinity }

/** @typedef {{count: number, index: number, offset: number, active: number}} Place for history.state; pixels */

/**
 * @param {HTMLElement} root empty; it lies in the window's own scroll
 * @param {{selection: object, onOpen: (id: string) => void, onNeedMore: () => void, onLike: (id: string) => void,
 *   onUnlike: (id: string) => void, onFavourite: (id: string) => void}} options
 */
export function createGrid(root, options) {
  const { selection, onNeedMore } = options
  let arrived = [], firstPage = 0, order = 'relevance', more = false
  let matches = [], sections = [], active = 0, width = 0, isAllWanted = false
  let placed = layOut([], [], 0, true)
  let indexes = new Map()
  const view = createView(root, (index, width, height) => {
    const match = matches[index]
    return createTile(match, { width, height }, { selected: selection.has(match.id), active: index === active })
  })

  const scroll = createScroll(root, () => placed)
  const linkOf = (index) => view.tile(matches[index]?.id ?? '')?.firstElementChild
  const idsOf = (from, to) => matches.slice(from, to).map(({ id }) => id)
  const choice = createChoice(selection, idsOf)
  const last = () => (placed.rows.at(-1)?.to ?? 0) - 1

  function layOutAll() {
    width = root.clientWidth
    placed = layOut(matches.map(ratioOf), sections, width, !more)
  }

  function draw() {
    const { rows } = placed
    if (rows.length === 0) { root.style.height = '0px'; return view.clear() }
    const top = scroll.top(), height = innerHeight
    const from = indexAt(rows, top - height), to = indexAt(rows, top + 2 * height)
    const wanted = Array.from({ length: to - from + 1 }, (_, index) => from + index)
    const kept = rowOf(rows, active)
    if (kept < from) wanted.unshift(kept)
    if (kept > to) wanted.push(kept)
    view.draw(placed, wanted)
    if (more && (isAllWanted || placed.height < top + 3 * height)) onNeedMore()
    settleSoon()
  }

  let frame = 0, timer
  const drawSoon = () => { frame ||= requestAnimationFrame(() => { frame = 0; draw() }) }
  const settleSoon = () => { clearTimeout(timer); timer = setTimeout(settle, settled) }

  /** Larger thumbnails for what is in the view. */
  function settle() {
    for (const tile of view.tiles()) {
      const { top, bottom } = tile.getBoundingClientRect()
      const match = matches[indexes.get(tile.dataset.id)]
      if (match && bottom > 0 && top < innerHeight) sharpen(tile, match)
    }
  }

  function setActive(index) {
    linkOf(active)?.setAttribute('tabindex', -1)
    active = Math.max(0, Math.min(index, last()))
    linkOf(active)?.setAttribute('tabindex', 0)
  }

  function focus(index) {
    if (matches.length === 0) return
    setActive(index)
    scroll.reveal(active, selection.size > 0)
    draw()
    linkOf(active)?.focus({ preventScroll: true })
  }

  const place = () => ({ count: arrived.length, active, ...scroll.place() })

  function arrangeAll() {
    ({ matches, sections } = arrange(arrived, order, firstPage))
    indexes = new Map(matches.map(({ id }, index) => [id, index]))
  }

  /** Draws all anew at the same place, the focus where it was. */
  function redraw(at = place()) {
    const isFocused = root.contains(document.activeElement)
    view.clear()
    layOutAll()
    setActive(active)
    root.style.height = `${placed.height}px`
    scroll.goTo(at)
    draw()
    if (isFocused) linkOf(active)?.focus({ preventScroll: true })
  }

  const grid = {
    /**
     * Shows matches, or adds the next page of them.
     * @param {object[]} found
     * @param {{append?: boolean, more?: boolean, order?: 'relevance'|'newest'|'oldest', place?: Place|null}} [how]
     */
    show(found, { append = false, more: hasMore = false, order: by = 'relevance', place: at = null } = {}) {
      more = hasMore
      arrived = append ? [...arrived, ...found] : found
      if (append) {
        arrangeAll()
        layOutAll()
        if (isAllWanted) selection.set(grid.ids())
        return draw()
      }
      [firstPage, order, active] = [found.length, by, at?.active ?? 0]
      arrangeAll()
      choice.restart(active)
      redraw(at ?? topOfPage)
    },
    /** Takes over what has changed about a picture. */
    update(id, changes) {
      const match = grid.match(id), tile = view.tile(id)
      if (!match) return
      Object.assign(match, changes)
      if (!tile) return
      const isFocused = tile.contains(document.activeElement)
      const { offsetWidth: width, offsetHeight: height } = tile
      const fresh = createTile(match, { width, height }, { selected: selection.has(id), active: matches[active].id === id })
      tile.replaceWith(fresh)
      if (isFocused) fresh.firstElementChild.focus({ preventScroll: true })
    },
    /** Takes a picture out that is gone. */
    remove(id) {
      if (!indexes.has(id)) return
      const at = place(), index = arrived.findIndex((match) => match.id === id)
      arrived = arrived.toSpliced(index, 1)
      if (index < firstPage) firstPage--
      arrangeAll()
      redraw(at)
    },
    /** Focuses a picture; without an id the one that has the tab stop. */
    focus(id) {
      if (id === undefined || indexes.has(id)) focus(indexes.get(id) ?? active)
    },
    place,
    ids: () => idsOf(0, matches.length),
    match: (id) => matches[indexes.get(id)],
    /** The match that comes `step` behind another. */
    neighbour(id, step) {
      const index = indexes.get(id)
      if (index === undefined) return undefined
      if (more && index + step > matches.length - 10) onNeedMore()
      return matches[index + step]
    },
  }

  /** All, and those that are still to come until something else is selected. */
  function selectAll() {
    selection.set(grid.ids())
    isAllWanted = true
    draw()
  }

  const input = {
    ...options, ...choice, root, match: grid.match, focus, last,
    rows: () => placed.rows, section: (number) => placed.sections[number], ids: idsOf, screen: scroll.screen,
    index: (id) => indexes.get(id), active: () => active, setActive, selectAll,
  }
  listenToKeys(input)
  listenToPointer(input)
  selection.subscribe((changed) => {
    isAllWanted &&= selection.size === matches.length
    for (const id of changed) view.tile(id)?.setAttribute('aria-selected', String(selection.has(id)))
    root.classList.toggle('selecting', selection.size > 0)
  })
  addEventListener('scroll', drawSoon, { passive: true })
  addEventListener('resize', drawSoon)
  new ResizeObserver(() => { if (root.clientWidth !== width) redraw() }).observe(root)
  return grid
}

// What keys, mouse and fingers do in the grid.
import { el, iconButton } from './dom.js'
import { commandOf } from './keys.js'
import { indexAt, nearestIn, rowOf } from './layout.js'
import { fileOf } from './urls.js'

/** Milliseconds after which a finger that stays selects, and pixels that it may move meanwhile. */
const longPress = 450, slack = 10

/** Extends the selection from where it began; what was selected before stays. */
function createRange({ selection, ids }) {
  let anchor = 0, base = []
  return {
    begin(index) { [anchor, base] = [index, selection.ids()] },
    extend(index) { selection.set([...base, ...ids(Math.min(anchor, index), Math.max(anchor, index) + 1)]) },
  }
}

const ranges = new WeakMap()
const rangeOf = (grid) => ranges.get(grid) ?? ranges.set(grid, createRange(grid)).get(grid)

/** Selects a picture, or all up to it. */
function select(grid, index, isExtending) {
  if (isExtending) return rangeOf(grid).extend(index)
  grid.selection.toggle(grid.ids(index, index + 1)[0])
  rangeOf(grid).begin(index)
}

/** Arrows move in two dimensions, and keep to the column that they began in. */
export function listenToKeys(grid) {
  let column = null

  const rowBy = (rows, from, step) => Math.max(0, Math.min(rows.length - 1, from + step))
  const middle = (row, index) => row.lefts[index - row.from] + row.widths[index - row.from] / 2

  function vertical(rowFrom) {
    const rows = grid.rows(), from = rowOf(rows, grid.active())
    column ??= middle(rows[from], grid.active())
    return nearestIn(rows[rowBy(rows, rowFrom(rows, from), 0)], column)
  }

  const screens = (direction) => (rows, from) => {
    const to = indexAt(rows, rows[from].top + direction * grid.screen())
    return to === from ? from + direction : to
  }

  const moves = {
    left: () => grid.active() - 1,
    right: () => grid.active() + 1,
    up: () => vertical((_, from) => from - 1),
    down: () => vertical((_, from) => from + 1),
    pageUp: () => vertical(screens(-1)),
    pageDown: () => vertical(screens(1)),
    first: () => 0,
    last: () => grid.last(),
  }

  const id = () => grid.ids(grid.active(), grid.active() + 1)[0]
  const acts = {
    open: () => grid.onOpen(id()),
    select: (event) => select(grid, grid.active(), event.shiftKey),
    all: () => grid.selectAll(),
    none: () => grid.selection.clear(),
    like: () => grid.onLike(id()),
    unlike: () => grid.onUnlike(id()),
    favourite: () => grid.onFavourite(id()),
  }

  function move(command, isExtending) {
    const to = Math.max(0, Math.min(grid.last(), moves[command]()))
    if (!['up', 'down', 'pageUp', 'pageDown'].includes(command)) column = null
    if (isExtending) rangeOf(grid).extend(to)
    else rangeOf(grid).begin(to)
    grid.focus(to)
  }

  grid.root.addEventListener('keydown', (event) => {
    const command = commandOf(event, 'grid')
    if (!command || !event.target.closest('.tile') || (command === 'none' && grid.selection.size === 0)) return
    if (command === 'open' && !event.target.matches('.tile-link')) return
    event.preventDefault()
    event.stopPropagation()
    if (command in moves) return move(command, event.shiftKey)
    acts[command](event)
  })
}

/** A click opens, or selects once something is selected; a long touch selects. */
export function listenToPointer(grid) {
  const { root } = grid
  const indexOf = (target) => grid.index(target.closest('.tile')?.dataset.id)
  let timer, start, isLong = false

  root.addEventListener('click', (event) => {
    const heading = event.target.closest('.heading-check')
    if (heading) return grid.selectSection(Number(heading.dataset.section))
    const index = indexOf(event.target)
    if (index === undefined || event.ctrlKey || event.metaKey || event.target.closest('.tile-tools')) return
    event.preventDefault()
    if (isLong) { isLong = false; return }
    grid.setActive(index)
    const isSelecting = event.target.closest('.tile-check') || event.shiftKey || grid.selection.size > 0
    if (isSelecting) return select(grid, index, event.shiftKey)
    grid.onOpen(grid.ids(index, index + 1)[0])
  })

  root.addEventListener('pointerdown', (event) => {
    isLong = false
    start = null
    const index = indexOf(event.target)
    if (event.pointerType === 'mouse' || index === undefined) return
    start = event
    timer = setTimeout(() => { isLong = true; select(grid, index, false) }, longPress)
  })
  const end = () => clearTimeout(timer)
  root.addEventListener('pointermove', (event) => {
    if (start && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > slack) end()
  })
  for (const name of ['pointerup', 'pointercancel']) root.addEventListener(name, end)
  // A long touch on a link would open the browser's own menu.
  root.addEventListener('contextmenu', (event) => { if (isLong || (start && event.pointerType === 'touch')) event.preventDefault() })
  // Dragged to the search box it is a query, out of the window it is the file.
  root.addEventListener('dragstart', (event) => {
    const match = grid.match(event.target.closest('.tile')?.dataset.id)
    if (!match || start) return event.preventDefault()
    event.dataTransfer.setData('text/uri-list', new URL(fileOf(match), document.baseURI).href)
    event.dataTransfer.effectAllowed = 'copyLink'
  })
  root.addEventListener('focusin', (event) => { const index = indexOf(event.target); if (index !== undefined) grid.setActive(index) })
  showTools(grid)
}

/** The buttons over a picture that the mouse is on: one set of them, that goes where the mouse goes. */
function showTools(grid) {
  let id
  const button = (name, label, press) => iconButton(name, label, () => press(id), { tabindex: -1 })
  const favourite = button('heart', 'Favourite', grid.onFavourite)
  const tools = el('div', { class: 'tile-tools' }, favourite,
    button('plus', 'More like this', grid.onLike), button('minus', 'Less like this', grid.onUnlike))
  grid.root.addEventListener('pointerover', (event) => {
    const tile = event.target.closest('.tile')
    if (event.pointerType !== 'mouse' || !tile || tile.contains(tools)) return
    id = tile.dataset.id
    favourite.setAttribute('aria-pressed', String(grid.match(id)?.favourite === true))
    tile.append(tools)
  })
}

// What keys do in the grid.
import { commandOf } from './keys.js'
import { indexAt, nearestIn, rowOf } from './layout.js'

/** Arrows move in two dimensions, and keep to the column that they began in. */
export function listenToKeys(grid) {
  /** Where the last move up or down began, in pixels, and the picture that it led to. */
  let column = { x: 0, at: -1 }

  const middle = (row, index) => row.lefts[index - row.from] + row.widths[index - row.from] / 2

  function vertical(rowBehind) {
    const rows = grid.rows(), active = grid.active(), from = rowOf(rows, active)
    const to = rows[Math.max(0, Math.min(rows.length - 1, rowBehind(rows, from)))]
    const x = column.at === active ? column.x : middle(rows[from], active)
    column = { x, at: nearestIn(to, x) }
    return column.at
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
    select: (event) => grid.select(grid.active(), event.shiftKey),
    all: () => grid.selectAll(),
    none: () => grid.selection.clear(),
    like: () => grid.onLike(id()),
    unlike: () => grid.onUnlike(id()),
    favourite: () => grid.onFavourite(id()),
  }

  function move(command, isExtending) {
    const to = Math.max(0, Math.min(grid.last(), moves[command]()))
    if (isExtending) grid.extend(to)
    else grid.begin(to)
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

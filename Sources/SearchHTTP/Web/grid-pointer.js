// What mouse and fingers do in the grid.
import { el, iconButton } from './dom.js'
import { fileOf } from './urls.js'

/** Milliseconds after which a finger that stays selects, and pixels that it may move meanwhile. */
const longPress = 450, slack = 10

/** A click opens, or selects once something is selected; a long touch selects. */
export function listenToPointer(grid) {
  const { root } = grid
  const indexOf = (target) => grid.index(target.closest('.tile')?.dataset.id)
  let timer, start, isLong = false

  root.addEventListener('click', (event) => {
    const heading = event.target.closest('.heading-check')
    if (heading) return grid.selectSection(grid.section(Number(heading.dataset.section)))
    const index = indexOf(event.target)
    if (index === undefined || event.ctrlKey || event.metaKey || event.target.closest('.tile-tools')) return
    event.preventDefault()
    if (isLong) { isLong = false; return }
    grid.setActive(index)
    const isSelecting = event.target.closest('.tile-check') || event.shiftKey || grid.selection.size > 0
    if (isSelecting) return grid.select(index, event.shiftKey)
    grid.onOpen(grid.ids(index, index + 1)[0])
  })

  root.addEventListener('pointerdown', (event) => {
    isLong = false
    start = null
    const index = indexOf(event.target)
    if (event.pointerType === 'mouse' || index === undefined) return
    start = event
    timer = setTimeout(() => { isLong = true; grid.select(index, false) }, longPress)
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

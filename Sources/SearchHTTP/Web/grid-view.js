// The part of the grid that is in the document: rows near the view, and the one with the tab stop. All else is numbers.
import { el } from './dom.js'
import { headingHeight } from './layout.js'
import { giveUp } from './tile.js'

/**
 * @param {HTMLElement} root
 * @param {(picture: number, width: number, height: number) => HTMLElement} tileFor makes the tile of a picture
 */
export function createView(root, tileFor) {
  /** By their numbers. @type {Map<number, HTMLElement>} */
  const rows = new Map()
  const sections = new Map()

  function makeRow(row, section) {
    const tiles = row.widths.map((width, index) => tileFor(row.from + index, width, row.height))
    const node = el('div', { class: 'grid-row', role: 'row' }, ...tiles)
    node.style.top = `${row.top - section.top}px`
    return node
  }

  function makeSection({ title, top }, number) {
    const heading = title !== null && el('h2', { class: 'grid-heading', id: `section-${number}` }, el('span', {}, title))
    if (heading) heading.style.height = `${headingHeight}px`
    const name = heading ? { 'aria-labelledby': heading.id } : { 'aria-label': 'Pictures' }
    const grid = el('div', { role: 'grid', 'aria-multiselectable': 'true', ...name })
    const node = el('div', { class: 'grid-section' }, heading, grid)
    node.style.top = `${top}px`
    return node
  }

  function remove(nodes, isWanted) {
    for (const [number, node] of nodes) {
      if (isWanted(number)) continue
      for (const tile of node.querySelectorAll('.tile')) giveUp(tile)
      node.remove()
      nodes.delete(number)
    }
  }

  /** The element of a number, put before that of the next one when it is new. */
  function place(nodes, number, make, parent, next) {
    if (!nodes.has(number)) {
      nodes.set(number, make())
      parent.insertBefore(nodes.get(number), next?.parentNode === parent ? next : null)
    }
    return nodes.get(number)
  }

  return {
    /** Brings the document to the rows `wanted`, in ascending order. */
    draw(placed, wanted) {
      const wantedRows = new Set(wanted), wantedSections = new Set(wanted.map((number) => placed.rows[number].section))
      remove(rows, (number) => wantedRows.has(number))
      remove(sections, (number) => wantedSections.has(number))
      root.style.height = `${placed.height}px`
      let nextRow = null, nextSection = null
      for (const number of wanted.toReversed()) {
        const row = placed.rows[number], section = placed.sections[row.section]
        nextSection = place(sections, row.section, () => makeSection(section, row.section), root, nextSection)
        nextSection.style.height = `${section.height}px`
        const grid = nextSection.lastElementChild
        grid.setAttribute('aria-rowcount', section.end - section.first)
        nextRow = place(rows, number, () => makeRow(row, section), grid, nextRow)
        nextRow.setAttribute('aria-rowindex', number - section.first + 1)
      }
    },
    clear() {
      remove(rows, () => false)
      remove(sections, () => false)
    },
    /** The tile of a picture, where it is in the document. */
    tile: (id) => root.querySelector(`.tile[data-id="${CSS.escape(id)}"]`),
    tiles: () => root.querySelectorAll('.tile'),
  }
}

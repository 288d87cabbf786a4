// The part of the grid that is in the document: rows near the view, and the one with the tab stop. All else is numbers.
import { el, icon } from './dom.js'
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
    const grid = el('div', { role: 'grid', 'aria-multiselectable': 'true', 'aria-label': title ?? 'Pictures' })
    const node = el('div', { class: 'grid-section' }, title !== null && makeHeading(title, number), grid)
    node.style.top = `${top}px`
    return node
  }

  function makeHeading(title, number) {
    const check = { type: 'button', class: 'heading-check', tabindex: -1, 'data-section': number, 'aria-label': `Select all of ${title}` }
    const heading = el('div', { class: 'grid-heading' }, el('h2', {}, title), el('button', check, icon('check')))
    heading.style.height = `${headingHeight}px`
    return heading
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

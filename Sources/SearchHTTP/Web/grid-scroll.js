// Where the grid stands in the window's own scroll.
import { headingHeight, indexAt, rowOf } from './layout.js'

/** Pixels that stay free above and below a picture that is gone to; more where the selection's bar lies. */
const margin = 8, barHeight = 88

/**
 * @param {HTMLElement} root
 * @param {() => ReturnType<import('./layout.js').layOut>} placed
 */
export function createScroll(root, placed) {
  const rootTop = () => root.getBoundingClientRect().top + scrollY
  const headerHeight = () => parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--header-height')) || 0
  const rowWith = (picture) => placed().rows[rowOf(placed().rows, picture)]

  return {
    /** The window's upper edge, in the grid's pixels. */
    top: () => scrollY - rootTop(),
    /** How much of the grid is seen at a time. */
    screen: () => innerHeight - headerHeight() - headingHeight,
    /** Scrolls no more than is needed to see a picture's row whole, clear of header, heading and the selection's bar. */
    reveal(picture, hasBar) {
      const row = rowWith(picture), top = rootTop() + row.top, below = hasBar ? barHeight : margin
      const covered = headerHeight() + (placed().sections[row.section].title === null ? margin : headingHeight)
      if (top - covered < scrollY) scrollTo(0, top - covered)
      else if (top + row.height + below > scrollY + innerHeight) scrollTo(0, top + row.height + below - innerHeight)
    },
    /** The first row that is seen, by its first picture, and how far the window has gone beyond its beginning. */
    place() {
      const { rows } = placed(), top = scrollY - rootTop(), row = rows[indexAt(rows, top + headerHeight())]
      return { index: row?.from ?? 0, offset: row ? top - row.top : 0 }
    },
    goTo({ index, offset }) {
      if (placed().rows.length > 0) scrollTo(0, rootTop() + rowWith(index).top + offset)
    },
  }
}

// Where pictures lie: rows that fill the width, below headings. Numbers only, no element.

/** Wider or higher pictures are cut to this ratio of width to height. */
const narrowest = 0.45, widest = 4
/** Pixels between pictures, and of a heading. */
const gap = 4
export const headingHeight = 52

/** @typedef {{title: string|null, from: number, to: number}} Section pictures `from` up to but not including `to` */
/** @typedef {{from: number, to: number, top: number, height: number, lefts: number[], widths: number[], section: number}} Row */

/** Ratio of width to height as it is shown; a square where it is not known. */
export function ratioOf({ width, height }) {
  return width && height ? Math.min(widest, Math.max(narrowest, width / height)) : 1
}

/** How high a row should be in a grid of this width. */
const rowHeightFor = (width) => Math.round(Math.min(280, Math.max(104, 92 + width / 12)))

/**
 * Rows of all pictures.
 * @param {number[]} ratios of all pictures
 * @param {Section[]} sections in order, covering all pictures
 * @param {number} width in pixels
 * @param {boolean} complete false holds an unfilled last row back: it would move when more pictures come
 * @returns {{rows: Row[], sections: (Section & {top: number, height: number, first: number, end: number})[], height: number}}
 */
export function layOut(ratios, sections, width, complete) {
  const rows = [], placed = []
  let top = 0
  for (const [index, section] of sections.entries()) {
    const first = rows.length, begin = top, isLast = index === sections.length - 1
    if (section.title !== null) top += headingHeight
    for (const row of rowsOf(ratios, section, width, complete || !isLast)) {
      rows.push({ ...row, top, section: index })
      top += row.height + gap
    }
    placed.push({ ...section, top: begin, height: top - begin, first, end: rows.length })
  }
  return { rows, sections: placed, height: top }
}

function rowsOf(ratios, { from, to }, width, complete) {
  const rows = [], target = rowHeightFor(width)
  let start = from, sum = 0
  for (let index = from; index < to; index++) {
    sum += ratios[index]
    const filled = sum * target + gap * (index - start)
    if (filled < width) continue
    // The last picture goes into the next row where that leaves this one nearer to the height that is wanted.
    const without = filled - ratios[index] * target - gap
    const end = index > start && width - without < filled - width ? index : index + 1
    rows.push(fill(ratios, start, end, width))
    sum = end === index ? ratios[index] : 0
    start = end
  }
  if (start < to && complete) rows.push(fill(ratios, start, to, width, target))
  return rows
}

/** A row over the whole width, but no higher than `highest`. */
function fill(ratios, from, to, width, highest = Infinity) {
  const sum = ratios.slice(from, to).reduce((total, ratio) => total + ratio, 0)
  const exact = (width - gap * (to - from - 1)) / sum
  const height = Math.min(exact, highest)
  const lefts = [], widths = []
  let right = 0
  for (let index = from; index < to; index++) {
    // Rounded at the edges, so that the pictures of a row end exactly where it ends.
    const left = Math.round(right), end = right + ratios[index] * height
    lefts.push(left)
    widths.push(Math.max(1, Math.round(end) - left))
    right = end + gap
  }
  return { from, to, height: Math.max(1, Math.round(height)), lefts, widths }
}

/** The number of the last of `items` that begins at or above `y`; 0 when none does. */
export const indexAt = (items, y) => last(items, ({ top }) => top <= y)

/** The number of the row that holds a picture. */
export const rowOf = (rows, picture) => last(rows, ({ from }) => from <= picture)

/** The number of the last item that `holds` is true of, as it is of all before; 0 when it is of none. */
function last(items, holds) {
  let low = 0, high = items.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (holds(items[middle])) low = middle
    else high = middle - 1
  }
  return low
}

/** The picture of a row whose middle is nearest to `x`. */
export function nearestIn(row, x) {
  const away = row.lefts.map((left, index) => Math.abs(left + row.widths[index] / 2 - x))
  return row.from + away.indexOf(Math.min(...away))
}

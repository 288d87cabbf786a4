// When the pictures of a query were taken, whatever filters say it, as two days: from one on, and before the other.
import { filterValues, withFilter } from './query-edits.js'
import { show, sides, spanOf, units } from './query-times.js'

const keys = ['date', 'after', 'before']

/** Seconds from 1970 between which all of a query's dates lie, null for an open side. */
function ends(query) {
  const [within, after, before] = keys.map((key) => filterValues(query, key).map(sides))
  const known = (moments) => moments.filter((moment) => moment !== null)
  const first = known([...within, ...after].map(([moment]) => moment))
  const end = known([...within.map(([, moment]) => moment), ...before.map(([moment]) => moment)])
  return [first.length > 0 ? Math.max(...first) : null, end.length > 0 ? Math.min(...end) : null]
}

/** @returns {string[]} `2023-05-01` for each side; empty for an open one */
export const takenDays = (query) => ends(query).map((moment) => moment === null ? '' : show(moment, units.day))

/** With another day as one side (0 from, 1 before), an empty one opens it: `date:2023-05` may become `date:2023-05..2023-07`, or `after:2023-05`. */
export function withTakenDay(query, side, day) {
  const [first, end] = ends(query).with(side, day ? sides(day)[0] : null)
  const bare = keys.reduce((kept, key) => withFilter(kept, key, []), query)
  // One period only where there was one, and where it is one: nothing may lie between the days.
  const isPeriod = filterValues(query, 'date').length > 0 && (first === null || end === null || first < end)
  const parts = isPeriod ? [[first, end]] : [[first, null], [null, end]]
  return parts.filter((part) => part.some((moment) => moment !== null))
    .reduce((made, part) => { const [key, value] = spanOf(...part); return withFilter(made, key, [value]) }, bare)
}

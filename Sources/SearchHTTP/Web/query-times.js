// Dates of the query language: a date is the period from its first second to that behind its last, by the camera's clock.
import { QueryError } from './query-lexer.js'

/** The first second of the year 1, and that behind the year 9999. */
const bounds = [-62135596800, 253402300800]
const form = /^([0-9]{4}|10000)(?:-([0-9]{2})(?:-([0-9]{2})(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?)?)?$/

/** Seconds from 1970 to the start of a day; null where the calendar has no such day. */
function startOf(year, month, day) {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() / 1000 : null
}

/** @returns {[number, number]|null} `2024-05` as the seconds from its first to behind its last */
function period(text) {
  const match = form.exec(text)
  if (!match) return null
  const [year, month, day, hour, minute, second] = match.slice(1).map((field) => field === undefined ? null : Number(field))
  const start = startOf(year, month ?? 1, day ?? 1)
  if (start === null || (hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return null
  if (month === null) return [start, startOf(year + 1, 1, 1)]
  if (day === null) return [start, month === 12 ? startOf(year + 1, 1, 1) : startOf(year, month + 1, 1)]
  if (hour === null) return [start, start + 86400]
  const moment = start + hour * 3600 + minute * 60 + (second ?? 0)
  return [moment, moment + (second === null ? 60 : 1)]
}

/** How much of a date is shown. */
export const units = { year: 0, month: 1, day: 2, minute: 3, second: 4 }
const two = (value) => String(value).padStart(2, '0')

/** The period of a unit in which a moment lies. */
export function show(moment, unit) {
  const date = new Date(moment * 1000)
  const fields = [String(date.getUTCFullYear()).padStart(4, '0'), `-${two(date.getUTCMonth() + 1)}`, `-${two(date.getUTCDate())}`,
    `T${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`, `:${two(date.getUTCSeconds())}`]
  return fields.slice(0, unit + 1).join('')
}

/** The longest unit at whose start a moment lies. */
const unitOf = (moment) => Object.values(units).find((unit) => period(show(moment, unit))[0] === moment)
const shortest = (moment) => show(moment, unitOf(moment))

function checked(first, end) {
  const isOut = [first, end].some((moment) => moment !== null && (moment < bounds[0] || moment > bounds[1]))
  if (isOut || (first !== null && end !== null && first >= end)) throw new QueryError('filter')
  return [first, end]
}

/** `after:` and `before:` */
export function moment(text, key) {
  const start = period(text)?.[0]
  if (start === undefined) throw new QueryError('filter')
  checked(...(key === 'after' ? [start, null] : [null, start]))
  return shortest(start)
}

/** `2023..2024-06`, `2023..`, `..2024`, `2023` as [first, end], null for an open side. */
export function sides(text) {
  const [first, last] = text.includes('..') ? [text.slice(0, text.indexOf('..')), text.slice(text.indexOf('..') + 2)] : [text, text]
  const ends = [first ? period(first)?.[0] : null, last ? period(last)?.[1] : null]
  if ((!first && !last) || ends.includes(undefined)) throw new QueryError('filter')
  return ends
}

function showSpan(first, end) {
  const unit = Math.max(...[first, end].filter((moment) => moment !== null).map(unitOf))
  return `${first === null ? '' : show(first, unit)}..${end === null ? '' : show(end - 1, unit)}`
}

/** `date:` as a key and its canonical value: an open side makes it `after:` or `before:`. */
export const span = (text) => spanOf(...sides(text))

/** The same of seconds from 1970. */
export function spanOf(from, before) {
  const [first, end] = checked(from, before)
  if (end === null) return ['after', shortest(first)]
  if (first === null) return ['before', shortest(end)]
  const whole = Object.values(units).find((unit) => String(period(show(first, unit))) === String([first, end]))
  return ['date', whole === undefined ? showSpan(first, end) : show(first, whole)]
}

/** `since:`, whose single date is the start of an open span. */
export function since(text) {
  const single = period(text)
  const [first, end] = checked(...(single ? [single[0], null] : sides(text)))
  return end === null ? shortest(first) : showSpan(first, end)
}

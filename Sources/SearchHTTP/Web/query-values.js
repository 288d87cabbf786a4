// The values of filters and options in their canonical form.
import { lower } from './query-keys.js'
import { QueryError, number } from './query-lexer.js'
import { moment, since, span } from './query-times.js'

const greatest = Number.MAX_SAFE_INTEGER
const units = [['TiB', 2 ** 40], ['TB', 1e12], ['GiB', 2 ** 30], ['GB', 1e9], ['MiB', 2 ** 20], ['MB', 1e6], ['KiB', 1024], ['kB', 1000], ['B', 1]]
const same = (text) => Object.fromEntries(text.split(' ').map((name) => [name, name]))

/** The names that stand for a value, where there is a list of them. */
export const names = {
  type: { ...same('jpeg png webp gif heic avif'), jpg: 'jpeg', heif: 'heic' },
  shape: same('landscape portrait square'),
  sort: same('relevance newest oldest'),
  duplicates: { ...same('content picture scene'), collapse: 'picture' },
}

export const nameIn = (key, value) => Object.hasOwn(names[key], lower(value)) ? names[key][lower(value)] : undefined

/** A number in as few digits as give it back, without an exponent. */
export function showNumber(value) {
  const [mantissa, exponent] = String(Math.abs(value)).split('e')
  const digits = exponent ? `0.${'0'.repeat(-exponent - 1)}${mantissa.replace('.', '')}` : mantissa
  return (value < 0 ? '-' : '') + digits
}

/** A whole number, or null. */
export const readCount = (text) => /^[0-9]+$/.test(text) && Number(text) <= greatest ? Number(text) : null

function readSize(text) {
  const match = new RegExp(`^(${number})([a-zA-Z]*)$`).exec(text)
  const unit = match && units.find(([name]) => lower(name) === lower(match[2]))
  if (!unit) return null
  const exact = Number(match[1]) * unit[1]
  const bytes = Math.floor(exact) + (exact % 1 >= 0.5 ? 1 : 0)
  return bytes <= greatest ? bytes : null
}

function showSize(bytes) {
  if (bytes === 0) return '0B'
  const texts = units.filter(([, size]) => bytes % size === 0).map(([name, size]) => `${bytes / size}${name}`)
  return texts.reduce((best, text) => text.length < best.length ? text : best)
}

const signs = [['>=', (n) => [n, null]], ['>', (n) => [n + 1, null]], ['<=', (n) => [null, n]], ['<', (n) => [null, n - 1]]]

/** `>3000`, `2000..3000`, `..3000`, `3000` as [least, most], null for an open side. */
function readRange(text, read) {
  const [sign, make] = signs.find(([start]) => text.startsWith(start)) ?? []
  const value = sign && read(text.slice(sign.length))
  const range = sign ? (value === null ? [undefined] : make(value)) : readSides(text, read)
  const isOut = range.some((n) => n !== null && !(n >= 0 && n <= greatest))
  if (isOut || (range[0] !== null && range[1] !== null && range[0] > range[1])) throw new QueryError('filter')
  return range
}

function readSides(text, read) {
  const at = text.indexOf('..')
  const [least, most] = at < 0 ? [text, text] : [text.slice(0, at), text.slice(at + 2)]
  const range = [least ? read(least) : null, most ? read(most) : null]
  const isWrong = (!least && !most) || (least && range[0] === null) || (most && range[1] === null)
  return isWrong ? [undefined] : range
}

/** Of two ways to name an open bound (`>2999`, `>=3000`) the rounder. */
function showRange([least, most], show) {
  const digits = (n) => /^[0-9]*/.exec(show(n))[0].replace(/0+$/, '').length
  if (least !== null && most !== null) return least === most ? show(least) : `${show(least)}..${show(most)}`
  if (most === null) return least > 0 && digits(least - 1) <= digits(least) ? `>${show(least - 1)}` : `>=${show(least)}`
  return most < greatest && digits(most + 1) <= digits(most) ? `<${show(most + 1)}` : `<=${show(most)}`
}

/** Kilometres that one of a unit has, as divisors: so are the numbers of the server. */
const perKilometre = { km: 1, mi: 1 / 1.609344, m: 1000 }

function circle(value) {
  const match = new RegExp(`^(-?${number}),(-?${number}),(${number})(km|mi|m)$`).exec(lower(value))
  if (!match) throw new QueryError('filter')
  const [north, east] = [Number(match[1]), Number(match[2])], radius = Number(match[3]) / perKilometre[match[4]]
  if (Math.abs(north) > 90 || Math.abs(east) > 180 || radius < 0.001 || radius > 20100) throw new QueryError('filter')
  return `${showNumber(north)},${showNumber(east)},${showNumber(radius)}km`
}

function text(value) {
  if (value.includes('\0')) throw new QueryError('filter')
  return value
}

/** @returns {[string, string]} a filter's key and value in their canonical form */
export function condition(key, value) {
  switch (key) {
    case 'type': case 'shape': return [key, nameIn(key, value) ?? fail()]
    case 'size': return [key, showRange(readRange(value, readSize), showSize)]
    case 'width': case 'height': return [key, showRange(readRange(value, readCount), String)]
    case 'after': case 'before': return [key, moment(value, key)]
    case 'date': return span(value)
    case 'since': return [key, since(value)]
    case 'near': return [key, circle(value)]
    case 'in': return [key, text(value).replace(/\/+$/, '')]
    default: return [key, text(value)]
  }
}

function fail() { throw new QueryError('filter') }

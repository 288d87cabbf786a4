// All that is known of a picture, each with a button that copies it.
import { copy } from './clipboard.js'
import { el, iconButton } from './dom.js'
import { nameOf, visible } from './names.js'
import { printFilter } from './query-printer.js'
import { isShown } from './urls.js'

const bands = { likely: 'Likely', maybe: 'Perhaps', unlikely: 'Unlikely' }
const units = ['bytes', 'kB', 'MB', 'GB']

/** "2.4 MB". */
export function sizeText(bytes) {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  return `${Number((bytes / 1000 ** power).toPrecision(3)).toLocaleString('en')} ${units[power]}`
}

/** "1 June 2024, 12:00", by the clock that the text is of. */
function dateText(date) {
  const moment = new Date(`${date.slice(0, 19)}Z`)
  return Number.isNaN(moment.valueOf()) ? date : new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(moment)
}

function pixelsText({ width, height }) {
  const millions = width * height / 1e6
  return `${width} × ${height}${millions >= 0.1 ? ` (${millions.toFixed(1)} megapixels)` : ''}`
}

function fileText(facts) {
  const format = facts.format ? `, ${facts.format.toUpperCase()}` : ''
  return `${sizeText(facts.size)}${format}${isShown(facts) ? '' : ', shown as a copy of 1,024 pixels'}`
}

/**
 * The facts, as rows: what it is called, as it is shown, as it is copied, and a query for pictures that share it.
 * @returns {{label: string, shown: string|Node, copied?: string, query?: string}[]}
 */
function rowsOf(facts) {
  const { path, date, date_of: dateOf, width, size, camera, place, position, source, distance, band, percentile } = facts
  const number = (value, digits) => value.toFixed(digits)
  return [
    { label: 'Name', shown: visible(nameOf(path)), copied: nameOf(path) },
    { label: 'Path', shown: visible(path), copied: path },
    { label: dateOf === 'taken' ? 'Taken' : 'File changed', shown: dateText(date), copied: date, query: `date:${date.slice(0, 10)}` },
    width && { label: 'Pixels', shown: pixelsText(facts), copied: `${width}x${facts.height}` },
    { label: 'File', shown: fileText(facts), copied: String(size) },
    camera && { label: 'Camera', shown: visible(camera), copied: camera, query: printFilter('camera', camera) },
    place && { label: 'Place', shown: visible(place), copied: place, query: printFilter('place', place.split(',')[0]) },
    position && positionRow(position),
    { label: 'Source', shown: visible(source), copied: source, query: printFilter('source', source) },
    distance != null && { label: 'Distance', shown: number(distance, 3), copied: String(distance) },
    band && { label: 'Fit', shown: `${bands[band]}; fits better than ${number(Math.min(percentile, 99.9), 1)} % of all else`, copied: String(percentile) },
    facts.indexed && { label: 'Indexed', shown: `${dateText(facts.indexed)} UTC`, copied: facts.indexed },
    { label: 'Id', shown: facts.id, copied: facts.id },
    facts.sha256 && { label: 'SHA-256', shown: facts.sha256, copied: facts.sha256 },
  ].filter(Boolean)
}

/** Links to maps: nothing is fetched from there until somebody follows them. */
function positionRow({ latitude, longitude }) {
  const text = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=15/${latitude}/${longitude}`
  const links = el('span', { class: 'details-links' }, text,
    el('a', { href: map, target: '_blank', rel: 'noopener noreferrer' }, 'OpenStreetMap'),
    el('a', { href: `geo:${latitude},${longitude}` }, 'Map app'))
  return { label: 'Position', shown: links, copied: `${latitude},${longitude}`, query: `near:${latitude},${longitude},1km` }
}

/**
 * A list of facts.
 * @param {object} facts a match, or all that the server knows
 * @param {{say: (text: string) => void, onQuery: (text: string) => void}} hear
 */
export function factsList(facts, { say, onQuery }) {
  const copyRow = async ({ label, copied }) => say(await copy(copied) ? `${label} copied` : 'This browser does not let the page copy.')
  const row = ({ label, shown, query, ...rest }) => el('div', {},
    el('dt', {}, label),
    el('dd', {}, typeof shown === 'string' ? el('bdi', {}, shown) : shown,
      query && iconButton('search', `Search by ${label.toLowerCase()}: ${query}`, () => onQuery(query)),
      iconButton('copy', `Copy ${label.toLowerCase()}`, () => copyRow({ label, ...rest }))))
  return el('dl', { class: 'details-facts' }, ...rowsOf(facts).map(row))
}

// What could be typed next: keys of the query language, and values of those that have a list.
import { getJSON } from './api.js'
import { printFilter } from './query-printer.js'
import { names } from './query-values.js'

const meanings = {
  in: 'a folder', source: 'a source', name: 'a part of the path', type: 'a format', shape: 'landscape, portrait, square',
  size: 'of the file, >5MB', width: 'in pixels, >3000', height: 'in pixels, >3000', after: 'taken from a date on, 2023-05',
  before: 'taken before a date, 2024', date: 'taken within, 2023..2024', since: 'added from a date on', camera: 'a camera',
  place: 'a town, region or country', near: 'around a position, 48.85,2.35,10km', sort: 'newest, oldest, relevance',
  duplicates: 'one of pictures that are alike', limit: 'how many at most',
}
const words = { likely: 'only pictures that are likely to fit', fav: 'favourites' }
const kinds = { in: 'folder', source: 'source', camera: 'camera', place: 'place', type: 'format' }
const most = 8

/**
 * The word that ends at the caret: a quoted value belongs to its word.
 * @returns {{start: number, sign: string, key: string|null, typed: string}}
 */
export function wordAt(text, caret) {
  const before = text.slice(0, caret)
  const [word] = /(?:[+-]?[a-zA-Z]+:"[^"]*|\S*)$/.exec(before)
  const match = /^([+-]?)(?:([a-zA-Z]+):)?"?([^]*)$/.exec(word)
  return { start: caret - word.length, sign: match[1], key: match[2]?.toLowerCase() ?? null, typed: match[3] }
}

/**
 * @typedef {{insert: string, label: string, hint: string, isWhole: boolean}} Suggestion `isWhole`: the word ends with it
 * @returns {Promise<Suggestion[]>}
 */
export async function suggestionsFor({ key, sign, typed }, signal) {
  if (key === null) return keySuggestions(sign, typed.toLowerCase())
  if (key in names) return Object.keys(names[key]).filter((name) => name.startsWith(typed.toLowerCase()) && names[key][name] === name && key !== 'type')
    .map((name) => whole(sign, key, name, '')).concat(key === 'type' ? await asked(key, sign, typed, signal) : [])
  return key in kinds ? asked(key, sign, typed, signal) : []
}

function keySuggestions(sign, typed) {
  if (typed.length < 2) return []
  const keys = Object.entries(meanings).filter(([key]) => key.startsWith(typed))
    .map(([key, hint]) => ({ insert: `${sign}${key}:`, label: `${key}:`, hint, isWhole: false }))
  const bare = Object.entries(words).filter(([word]) => typed.length > 2 && word.startsWith(typed) && word !== typed)
    .map(([word, hint]) => ({ insert: sign + word, label: word, hint, isWhole: true }))
  return [...keys, ...bare]
}

async function asked(key, sign, prefix, signal) {
  const found = await valuesOf(key, prefix, most, signal)
  return found.filter(({ value }) => value !== '').map(({ value, pictures }) => whole(sign, key, value, pictures.toLocaleString('en')))
}

const whole = (sign, key, value, hint) =>
  ({ insert: sign + (key in kinds ? printFilter(key, value) : `${key}:${value}`), label: value, hint, isWhole: true })

/** Values of a filter and how many pictures have each, the most frequent first. */
export const valuesOf = (key, prefix, limit, signal) =>
  getJSON(`suggest?${new URLSearchParams({ kind: kinds[key], prefix, limit: String(limit) })}`, { signal })

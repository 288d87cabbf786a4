// What may stand before a colon in a query.

/** What may be asked of a picture beside what it shows, in the order in which it is printed. */
export const conditions = 'in source name type shape size width height after before date since camera place near'.split(' ')
/** The options, with the code that an error of each has. */
export const optionCodes = { sort: 'order', duplicates: 'duplicates', limit: 'limit' }
export const keys = [...conditions, 'id', 'picture', ...Object.keys(optionCodes)]

/** A to Z only, as keys and names from a list are compared. */
export const lower = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

/** The key that a word was probably meant to be: one edit away, two from five letters on. */
export function nearestKey(word) {
  if (word.length < 2 || word.length > 12) return null
  const distances = keys.map((key) => editDistance(lower(word), key))
  const least = Math.min(...distances)
  return least <= (word.length <= 4 ? 1 : 2) ? keys[distances.indexOf(least)] : null
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
function editDistance(a, b) {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i], last = rows[i - 1]
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1), last[j] + 1, row[j - 1] + 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) row[j] = Math.min(row[j], rows[i - 2][j - 2] + 1)
    }
    rows.push(row)
  }
  return rows[a.length][b.length]
}

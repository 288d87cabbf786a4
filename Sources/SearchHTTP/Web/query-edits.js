// New queries made of old ones: nothing here changes what it is given.

/** @typedef {import('./query.js').Query} Query @typedef {import('./query.js').Term} Term */

/** Without what needs a term, where none is left, and without empty groups. */
function settled({ terms = [], filter = {}, not = {}, sort, likely, ...more }) {
  const hasTerms = terms.length > 0
  return {
    ...(hasTerms && { terms }),
    ...(Object.keys(filter).length > 0 && { filter }), ...(Object.keys(not).length > 0 && { not }),
    ...(sort && sort !== (hasTerms ? 'relevance' : 'newest') && (hasTerms || sort !== 'relevance') && { sort }),
    ...(likely && hasTerms && { likely }), ...more,
  }
}

const sameThing = (one, other) =>
  one.id === other.id && one.picture === other.picture && one.words === other.words && String(one.part) === String(other.part)

/** With a term more; where the same thing is a term already, it takes this one's weight. */
export function withTerm(query, term) {
  const terms = query.terms ?? []
  const hasIt = terms.some((one) => sameThing(one, term))
  return settled({ ...query, terms: hasIt ? terms.map((one) => sameThing(one, term) ? term : one) : [...terms, term] })
}

/** The same conditions, for other terms. */
export const withTerms = (query, terms) => settled({ ...query, terms })
export const withoutTerm = (query, index) => settled({ ...query, terms: query.terms.filter((_, at) => at !== index) })

/** @param {number} weight below 0 leaves the term out */
export function withWeight(query, index, weight) {
  const weighed = ({ weight: _, ...term }) => weight === 1 ? term : { ...term, weight }
  return settled({ ...query, terms: query.terms.map((term, at) => at === index ? weighed(term) : term) })
}

/** With all values of one kind of filter replaced; none takes it away. `isExcluded`: of those that leave out. */
export function withFilter(query, key, values, isExcluded = false) {
  const name = isExcluded ? 'not' : 'filter'
  const { [key]: _, ...kept } = query[name] ?? {}
  const isSet = values === true || values.length > 0
  return settled({ ...query, [name]: isSet ? { ...kept, [key]: values } : kept })
}

export const filterValues = (query, key, isExcluded = false) => query[isExcluded ? 'not' : 'filter']?.[key] ?? []

/** With one value moved between those that must be met and those that leave out. */
export function flippedFilter(query, key, value, isExcluded) {
  const kept = withoutFilter(query, key, value, isExcluded)
  return withFilter(kept, key, key === 'fav' ? true : [...filterValues(kept, key, !isExcluded), value], !isExcluded)
}

export function withoutFilter(query, key, value, isExcluded) {
  return withFilter(query, key, key === 'fav' ? [] : filterValues(query, key, isExcluded).filter((one) => one !== value), isExcluded)
}

/** With `sort`, `likely`, `duplicates` or `limit` set, or taken away by undefined. */
export function withOption(query, name, value) {
  const { [name]: _, ...kept } = query
  return settled(value === undefined ? kept : { ...kept, [name]: value })
}

// Puts matches under headings: the likely ones and the others, or months.

const monthName = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** "June 2024" of "2024-06-01T12:00:00+02:00", by the clock of the camera. */
function monthOf(date) {
  const [year, month] = (date ?? '').split('-').map(Number)
  if (!year || !month) return 'Without a date'
  const day = new Date(Date.UTC(2000, month - 1, 1))
  day.setUTCFullYear(year)
  return monthName.format(day)
}

/**
 * The matches in the order they are shown in, and their sections. Likely ones come first; those of later pages stay at
 * the end, for nothing that is shown may move.
 * @param {object[]} matches
 * @param {'relevance'|'newest'|'oldest'} order
 * @param {number} firstPage how many came at first
 */
export function arrange(matches, order, firstPage) {
  return order === 'relevance' ? byBand(matches, firstPage) : { matches, sections: byMonth(matches) }
}

function byBand(matches, firstPage) {
  const isLikely = matches.map((match, index) => index < firstPage && match.band === 'likely')
  const likely = matches.filter((_, index) => isLikely[index]), others = matches.filter((_, index) => !isLikely[index])
  const known = matches.some((match) => match.band !== null && match.band !== undefined)
  const isSplit = known && others.length > 0
  const sections = [
    { title: isSplit ? 'Likely' : null, from: 0, to: likely.length },
    { title: isSplit ? 'Perhaps' : null, from: likely.length, to: matches.length },
  ]
  return { matches: [...likely, ...others], sections: sections.filter(({ from, to }) => from < to) }
}

function byMonth(matches) {
  const sections = []
  for (const [index, { date }] of matches.entries()) {
    const title = monthOf(date)
    if (sections.at(-1)?.title !== title) sections.push({ title, from: index, to: index })
    sections.at(-1).to = index + 1
  }
  return sections
}

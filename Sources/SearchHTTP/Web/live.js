// What the server does while the page is open: indexing, pictures that come and go. Followed only while somebody looks.
import { getJSON } from './api.js'
import { byId, el } from './dom.js'
import { visible } from './names.js'

/** Milliseconds until the events are asked for again where the server had no room, and within which new pictures are told of once. */
const reconnect = 20000, pause = 2000

/**
 * @param {object} hear
 * @param {() => boolean} hear.canRefresh whether what is shown may follow now
 * @param {(isShown: boolean) => void} hear.onChanged pictures were added, or are gone without a name; `isShown`: what is shown is to follow
 * @param {() => void} hear.onBack events come again, after some may have been missed
 * @param {(ids: string[]) => void} hear.onGone
 * @param {() => void} hear.onProblems show what was passed over
 */
export function createLive({ canRefresh, onChanged, onBack, onGone, onProblems }) {
  const line = byId('progress')
  /** source -> its counts, while it is gone over */
  const running = new Map()
  let source, retry, telling, isStale = false, hasMissed = false, problems = 0

  function follow() {
    clearTimeout(retry)
    source?.close()
    if (document.hidden) { hasMissed = true; return }
    source = new EventSource('events')
    source.addEventListener('indexing', ({ data }) => { const counts = JSON.parse(data); running.set(counts.source, counts); render() })
    source.addEventListener('indexed', ({ data }) => { running.delete(JSON.parse(data).source); lookForProblems() })
    source.addEventListener('added', tellSoon)
    source.addEventListener('missed', tellSoon)
    source.addEventListener('gone', ({ data }) => {
      const { ids } = JSON.parse(data)
      if (ids.length > 0) onGone(ids)
      else tellSoon()
    })
    source.addEventListener('open', back)
    source.addEventListener('error', () => {
      hasMissed = true
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(follow, reconnect)
    })
  }

  function back() {
    if (!hasMissed) return
    hasMissed = false
    running.clear()
    lookForProblems()
    onBack()
  }

  function tellSoon() {
    isStale = true
    telling ??= setTimeout(() => {
      telling = undefined
      onChanged(takeStale())
    }, pause)
  }

  /** What is shown follows when nobody is in the middle of it. */
  function takeStale() {
    const isNow = isStale && canRefresh()
    if (isNow) isStale = false
    return isNow
  }

  /** How many files were passed over. */
  async function lookForProblems() {
    const found = await getJSON('problems?limit=100').catch(() => ({ problems: [] }))
    problems = found.next ? Infinity : found.problems.length
    render()
  }

  function render() {
    const parts = [...running.values()].map(({ source, found, is_listed: isListed, done }) =>
      `Indexing ${visible(source)}: ${done.toLocaleString('en')} of ${found.toLocaleString('en')}${isListed ? '' : ' and more'}`)
    const passedOver = problems > 0 && el('button', { type: 'button', class: 'link', 'on:click': onProblems },
      problems === Infinity ? 'More than 100' : String(problems), el('span', { class: 'progress-word' }, problems === 1 ? ' file' : ' files'), ' passed over')
    line.hidden = parts.length === 0 && !passedOver
    line.replaceChildren(...[parts.join(' · '), passedOver].filter(Boolean))
  }

  document.addEventListener('visibilitychange', follow)
  follow()
  lookForProblems()
  return {
    isIndexing: () => running.size > 0,
    changed: tellSoon,
    /** Somebody is back at the top: what was put off is done. */
    settle() { if (takeStale()) onChanged(true) },
  }
}

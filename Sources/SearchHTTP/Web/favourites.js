// Marks pictures as favourites, at once on the page and then on the server; put back where that fails.
import { send } from './api.js'
import { count } from './dom.js'

/** So many are sent at one time. */
const atOnce = 6

/** @param {{announce: (text: string) => void, onChange: (id: string, on: boolean) => void}} options */
export function createFavourites({ announce, onChange }) {
  /** What was last asked for each picture: the next waits for its answer, or it might be overtaken on the way. */
  const last = new Map()

  async function put(id, on) {
    onChange(id, on)
    const sent = Promise.resolve(last.get(id)).catch(() => {}).then(() =>
      send(`favourites/${id}`, { method: on ? 'PUT' : 'DELETE', keepalive: true }))
    last.set(id, sent)
    try {
      await sent
      return null
    } catch (error) {
      if (last.get(id) === sent) onChange(id, !on)
      return error
    } finally {
      if (last.get(id) === sent) last.delete(id)
    }
  }

  return {
    /** @param {string[]} ids @param {boolean} on */
    async set(ids, on) {
      const waiting = [...ids], failures = []
      const work = async () => { while (waiting.length > 0) failures.push(await put(waiting.shift(), on)) }
      await Promise.all(Array.from({ length: atOnce }, work))
      const failed = failures.filter(Boolean)
      if (failed.length > 0) return announce(`Not kept: ${failed[0].message}`)
      announce(`${count(ids.length, 'picture')} ${on ? 'among the favourites' : 'no longer among the favourites'}`)
    },
  }
}

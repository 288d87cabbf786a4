// Marks pictures as favourites, at once on the page and then on the server; put back where that fails.
import { send } from './api.js'
import { count } from './dom.js'

/** So many are sent at one time. */
const atOnce = 6

/** @param {{announce: (text: string) => void, onChange: (id: string, on: boolean) => void}} options */
export function createFavourites({ announce, onChange }) {
  async function put(id, on) {
    onChange(id, on)
    try {
      await send(`favourites/${id}`, { method: on ? 'PUT' : 'DELETE' })
      return null
    } catch (error) {
      onChange(id, !on)
      return error
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

// How the pictures of a query's terms are shown on their chips.
import { getJSON } from './api.js'
import { nameOf, visible } from './names.js'
import { pictureNamed } from './pictures.js'

/**
 * @param {object} options
 * @param {(id: string) => object|undefined} options.match a picture that the grid has
 * @param {() => void} options.onKnown a picture's name has come
 */
export function createTermPictures({ match, onKnown }) {
  /** id -> path, null while it is asked for, undefined when it is gone */
  const paths = new Map()

  async function ask(id) {
    paths.set(id, null)
    try {
      paths.set(id, (await getJSON(`images/${id}`)).path)
    } catch (error) {
      paths.set(id, error.status === 404 ? undefined : '')
    }
    onKnown()
  }

  function stored({ id, part }) {
    const known = match(id)?.path
    if (known) paths.set(id, known)
    else if (!paths.has(id)) ask(id)
    const path = paths.get(id)
    const label = path === undefined ? 'a picture that is gone' : path ? visible(nameOf(path)) : 'a picture'
    return { url: path === undefined ? null : `images/${id}/thumbnail?size=256`, label, part, isMissing: path === undefined }
  }

  function brought({ picture, part }) {
    const known = pictureNamed(picture)
    return { url: known?.url ?? null, label: known ? 'your picture' : 'a picture that is not here', part, isMissing: !known }
  }

  return {
    /** @param {import('./query.js').Term} term */
    of: (term) => 'id' in term ? stored(term) : brought(term),
  }
}

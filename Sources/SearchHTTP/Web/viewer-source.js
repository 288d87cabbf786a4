// Brings one picture to the eye: the small thumbnail at once, then the large one, then the file itself where that is sharper.
import { fileOf, isShown, thumbnailOf } from './urls.js'

const small = 256, large = 1024

/**
 * @param {HTMLImageElement} image
 * @param {{onMissing: () => void, onBlunt: () => void}} hear `onMissing`: the picture cannot be had; `onBlunt`: its file cannot
 */
export function createSource(image, { onMissing, onBlunt }) {
  let match, turn = 0, shown = 0, wanted = 0, isFileAsked = false

  /** Loads and decodes aside, so that the picture on the screen never goes away for a sharper one. */
  async function bring(url, pixels) {
    const mine = turn, next = new Image()
    next.src = url
    const isThere = await next.decode().then(() => true, () => false)
    if (mine !== turn || pixels <= shown || !isThere) return isThere
    image.src = url
    image.classList.remove('missing')
    shown = pixels
    return true
  }

  async function begin() {
    const mine = turn
    const arrived = [bring(thumbnailOf(match, small), small), bring(thumbnailOf(match, large), large)]
    const [isSmallThere, isLargeThere] = await Promise.all(arrived)
    if (mine !== turn) return
    if (isLargeThere) return sharpen()
    // The small one may be the browser's own, from before the picture was gone.
    if (!isSmallThere) image.classList.add('missing')
    onMissing()
  }

  async function sharpen() {
    const isWanted = wanted > large * 1.1 || match.format === 'gif' // Thumbnails do not move.
    if (shown !== large || !isWanted || !isShown(match) || isFileAsked) return
    isFileAsked = true
    const mine = turn, isThere = await bring(fileOf(match), Infinity)
    if (!isThere && mine === turn) onBlunt()
  }

  const source = {
    show(next) {
      source.stop()
      // Its colour stands there until the thumbnail does.
      image.classList.remove('missing')
      match = next
      shown = wanted = 0
      isFileAsked = false
      return begin()
    },
    /** Tells how many pixels the longer side has on the screen. */
    need(pixels) {
      wanted = pixels
      return sharpen()
    },
    stop() {
      turn++
      image.classList.add('missing')
      image.removeAttribute('src')
    },
  }
  return source
}

/** Fetches what will be looked at next. */
export function prefetch(match) {
  if (match) new Image().src = thumbnailOf(match, large)
}

// Pictures that are brought as a query. Their bytes stay in this browser (IndexedDB), so that reload and Back work.

/** How many are kept, and so how many a query may bring. */
export const mostKept = 20
const storeName = 'pictures'
/** What this page has in memory: name -> bytes and where the page shows them. */
const known = new Map()

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})

let opening
function database() {
  opening ??= (() => {
    const request = indexedDB.open('imagesearch', 1)
    request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: 'name' })
    return done(request)
  })()
  return opening
}

async function store(mode) {
  return (await database()).transaction(storeName, mode).objectStore(storeName)
}

/** The first 12 hexadecimal digits of the SHA-256; random ones where the browser hashes only over HTTPS. */
async function nameOf(bytes) {
  const digest = crypto.subtle ? await crypto.subtle.digest('SHA-256', bytes) : crypto.getRandomValues(new Uint8Array(6))
  return Array.from(new Uint8Array(digest).slice(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function know(name, blob) {
  if (!known.has(name)) known.set(name, { blob, url: URL.createObjectURL(blob) })
}

/**
 * Keeps a picture, the newest 20 of all beyond this page's life.
 * @param {Blob} blob
 * @returns {Promise<string>} the name that a query gives it
 */
export async function keepPicture(blob) {
  const bytes = await blob.arrayBuffer()
  const name = await nameOf(bytes)
  const copy = new Blob([bytes], { type: blob.type })
  know(name, copy)
  try {
    await (done((await store('readwrite')).put({ name, blob: copy, kept: Date.now() })))
    await forgetOldest()
  } catch { /* A private window, or no space: the picture lives as long as the page. */ }
  return name
}

async function forgetOldest() {
  const pictures = await done((await store('readonly')).getAll())
  const old = pictures.sort((a, b) => b.kept - a.kept).slice(mostKept)
  const pictureStore = await store('readwrite')
  for (const { name } of old) pictureStore.delete(name)
}

/** Brings pictures of a query back into memory. @returns {Promise<string[]>} the names that this browser does not have */
export async function recall(names) {
  await Promise.all(names.filter((name) => !known.has(name)).map(async (name) => {
    try {
      const found = await done((await store('readonly')).get(name))
      if (found) know(name, found.blob)
    } catch { /* No IndexedDB: then it is not here. */ }
  }))
  return names.filter((name) => !known.has(name))
}

/** @returns {{blob: Blob, url: string}|undefined} */
export const pictureNamed = (name) => known.get(name)

/** The bytes of those of a query's pictures that are here. @returns {Map<string, Blob>} */
export const picturesOf = (query) => new Map(pictureNames(query).filter((name) => known.has(name)).map((name) => [name, known.get(name).blob]))

/** The names of a query's pictures that came with it. */
export const pictureNames = (query) => [...new Set((query.terms ?? []).filter((term) => 'picture' in term).map((term) => term.picture))]

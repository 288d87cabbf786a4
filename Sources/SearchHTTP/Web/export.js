// Lists and archives of pictures, which the browser itself downloads.
import { el } from './dom.js'
import { errorOf } from './api.js'

/**
 * Downloads pictures as `json`, `csv`, `paths` or `zip`. An answer is asked for twice: the first one, given up once its head is there, tells
 * whether there will be a file; the second is the browser's own, to which a file of any size streams.
 * @param {'json'|'csv'|'paths'|'zip'} kind
 * @param {string[]} ids
 */
export async function download(kind, ids) {
  const path = `export?as=${kind}`, form = formOf(path, ids)
  await probe(path, new FormData(form))
  document.body.append(form)
  form.submit()
  form.remove()
}

async function probe(path, body) {
  const abort = new AbortController()
  const response = await fetch(path, { method: 'POST', body, signal: abort.signal })
    .catch(() => { throw errorOf(0, '') })
  if (!response.ok) throw errorOf(response.status, await response.text().catch(() => ''), response.headers.get('Retry-After'))
  abort.abort()
}

const formOf = (action, ids) => el('form', { method: 'post', action, enctype: 'multipart/form-data', hidden: true },
  el('input', { type: 'hidden', name: 'ids', value: ids.join(',') }))

// Asks the server, and says in words what went wrong. Every path is relative: the page may lie below a proxy's path.
import { answered } from './again.js'
import { visible } from './names.js'

/** What the server, or the way to it, refused. */
export class ApiError extends Error {
  /**
   * @param {number} status 0 when no answer came
   * @param {string} message for people
   * @param {{position?: number, retryAfter?: number}} [more] `position` in Unicode scalars of a query's text, `retryAfter` in seconds
   */
  constructor(status, message, { position, retryAfter } = {}) {
    super(message)
    Object.assign(this, { name: 'ApiError', status, position, retryAfter })
  }

  /** Whether the same may work a little later. */
  get passes() { return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504 }
}

const words = {
  0: 'The server cannot be reached.',
  403: 'The server does not take requests from this page.',
  404: 'This is no longer there.',
  413: 'This is too large.',
  415: 'This is no picture in a format that can be read.',
  421: 'The server does not know this address as its own.',
  502: 'The server cannot be reached.',
  503: 'The server is busy, or its database is away.',
  507: 'No space is left for more pictures.',
}

/** The error that an answer stands for: of its status, its body as text and its `Retry-After`. */
export function errorOf(status, body, retryAfter) {
  let detail
  try { detail = JSON.parse(body).detail } catch { detail = undefined }
  const fault = Array.isArray(detail) ? detail[0] : undefined
  const said = fault?.msg ?? (typeof detail === 'string' ? detail : undefined)
  // It may quote what was typed.
  const message = visible(said ?? words[status] ?? `The server answered ${status}.`)
  return new ApiError(status, message, { position: fault?.ctx?.position, retryAfter: Number(retryAfter) || undefined })
}

async function ask(path, options) {
  let response
  try {
    response = await fetch(path, options)
  } catch (error) {
    if (error.name === 'AbortError') throw error
    throw new ApiError(0, navigator.onLine ? words[0] : 'This device is offline.')
  }
  if (!response.ok) throw errorOf(response.status, await response.text().catch(() => ''), response.headers.get('Retry-After'))
  answered()
  return response
}

const jsonOf = async (response) => response.status === 204 ? null : response.json()

/** @param {string} path @param {{signal?: AbortSignal}} [options] */
export const getJSON = async (path, options = {}) => jsonOf(await ask(path, options))

/** Asks whether there is something, and fails as `getJSON` does. */
export const look = (path, options = {}) => ask(path, { method: 'HEAD', ...options })

/** Sends JSON, or nothing; a 204 answers null. */
export async function sendJSON(method, path, body, options = {}) {
  const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }
  return jsonOf(await ask(path, { method, ...sent, ...options }))
}

/** As `sendJSON`, in the form of `fetch`. */
export const send = (path, { method = 'POST', body, ...options } = {}) => sendJSON(method, path, body, options)

/** Sends a form. */
export const sendForm = async (path, form, options = {}) => jsonOf(await ask(path, { method: 'POST', body: form, ...options }))

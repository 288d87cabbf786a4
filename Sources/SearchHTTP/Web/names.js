// Names of files as people may safely read them.

// Control characters, and those that turn the direction of what follows, hide in names to make one look like another.
const hidden = /[\p{Cc}\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** A text with its hidden characters written out: `\u{202e}`, as the query language writes them. */
export const visible = (text) => text.replace(hidden, (character) => `\\u{${character.codePointAt(0).toString(16)}}`)

/** The last part of a path. */
export const nameOf = (path) => path.slice(path.lastIndexOf('/') + 1)

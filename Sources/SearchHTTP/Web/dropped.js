// The files of a drop, those in folders and all that is below them included.

/** The endings that the server reads too: of many browsers know no type. */
const endings = 'jpg jpeg jpe jfif jfi jif pjpeg pjp mpo jps insp png apng webp gif heic heif hif heics heifs avif avifs'.split(' ')
const pictureName = new RegExp(`\\.(${endings.join('|')})$`, 'i')

/** What a field for pictures lets one choose. */
export const accept = ['image/*', ...endings.map((ending) => `.${ending}`)].join()

/** What is said of files that are gone, or may not be read. */
export const unreadable = 'What was dropped cannot be read.'

/** Whether a file of a folder is taken: what else lies there is no picture by its name. */
export const isPictureName = (name) => !name.startsWith('.') && pictureName.test(name)

/**
 * To be called while the drop is handled: afterwards the browser gives nothing away.
 * @param {DataTransfer} transfer
 * @returns {Promise<File[]>}
 */
export async function filesOf(transfer) {
  const files = [...transfer.files]
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean)
  if (!entries.some((entry) => entry.isDirectory)) return files
  const found = await Promise.all(entries.map(filesBelow))
  return found.flat()
}

async function filesBelow(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))]
  const inside = await allEntries(entry.createReader())
  const found = await Promise.all(inside.filter(({ isDirectory, name }) => isDirectory || isPictureName(name)).map(filesBelow))
  return found.flat()
}

/** A reader gives a hundred at a time, and none when there are no more. */
async function allEntries(reader) {
  const entries = []
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return entries
    entries.push(...some)
  }
}

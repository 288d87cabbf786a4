// Where the pictures themselves are. With `v` an answer may be kept for good.

/** @param {{id: string, version?: string}} match @param {256|1024} size pixels of the longer side */
export const thumbnailOf = ({ id, version }, size) => `images/${id}/thumbnail?size=${size}${version ? `&v=${version}` : ''}`

export const fileOf = ({ id, version }) => `images/${id}/file${version ? `?v=${version}` : ''}`

/** Whether browsers can show the file as it is. */
export const isShown = ({ format }) => ['jpeg', 'png', 'gif', 'webp', 'avif'].includes(format)

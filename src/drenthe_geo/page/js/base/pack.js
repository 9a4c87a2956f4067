/**
 * Unpack numbers that Python packed: squeezed, each row as its differences.
 * @param {Packed} packed
 * @returns {Promise<Numbers>}
 */
async function unpack(packed) {
  const raw = Uint8Array.from(atob(packed.raw), (sign) => sign.charCodeAt(0));
  const stream = new Blob([raw]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bytes = await new Response(stream).arrayBuffer();
  const values =
    packed.type === "Uint8"
      ? new Uint8Array(bytes)
      : packed.type === "Uint16"
        ? new Uint16Array(bytes)
        : new Uint32Array(bytes);
  const width = packed.shape[packed.shape.length - 1] ?? 1;
  for (let at = 1; at < values.length; at += 1) {
    if (at % width !== 0) {
      values[at] = /** @type {number} */ (values[at]) + /** @type {number} */ (values[at - 1]);
    }
  }
  return values;
}

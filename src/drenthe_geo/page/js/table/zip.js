const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, start) => {
  let value = start;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  }
  return value >>> 0;
});

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value = /** @type {number} */ (CRC_TABLE[(value ^ byte) & 0xff]) ^ (value >>> 8);
  }
  return (value ^ 0xffffffff) >>> 0;
}

/**
 * Put files in a ZIP archive, not squeezed.
 * @param {Record<string, string>} files text by name
 * @returns {Uint8Array<ArrayBuffer>}
 */
function zipOf(files) {
  const encoder = new TextEncoder();
  /** @type {Uint8Array[]} */
  const parts = [];
  /** @type {Uint8Array[]} */
  const index = [];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const [called, content] = [encoder.encode(name), encoder.encode(text)];
    const [crc, size] = [crc32(content), content.length];
    const head = fields([4, 0x04034b50], [2, 20], [2, 0x0800], [2, 0], [2, 0], [2, 0x0021],
      [4, crc], [4, size], [4, size], [2, called.length], [2, 0]);
    index.push(
      fields([4, 0x02014b50], [2, 20], [2, 20], [2, 0x0800], [2, 0], [2, 0], [2, 0x0021],
        [4, crc], [4, size], [4, size], [2, called.length], [2, 0], [2, 0], [2, 0], [2, 0],
        [4, 0], [4, at]),
      called,
    );
    parts.push(head, called, content);
    at += head.length + called.length + size;
  }
  const count = Object.keys(files).length;
  const length = index.reduce((sum, one) => sum + one.length, 0);
  const end = fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, length], [4, at],
    [2, 0]);
  return joined([...parts, ...index, end]);
}

/** Write numbers one after another, low byte first. @param {...[number, number]} values */
function fields(...values) {
  const bytes = [];
  for (const [size, value] of values) {
    for (let byte = 0; byte < size; byte += 1) {
      bytes.push((value >>> (8 * byte)) & 0xff);
    }
  }
  return Uint8Array.from(bytes);
}

/** @param {Uint8Array[]} parts */
function joined(parts) {
  const all = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

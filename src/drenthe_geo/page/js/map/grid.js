/** Pixels of the picture across a cell: borders between colours are drawn between cells. */
const FINE = 3;
const FAR = 255;

/** @typedef {{ west: number; north: number; cell: number; columns: number; rows: number }} Frame */

/**
 * Paint cells by their minutes, between cells by what lies between their minutes.
 * @param {HTMLCanvasElement} canvas
 * @param {Frame} frame
 * @param {Uint8Array} steps of each cell
 * @param {(steps: number) => number} colour of so many steps, see `colourOf`
 */
function paintMinutes(canvas, frame, steps, colour) {
  const { columns, rows } = frame;
  const pixels = new Uint32Array(columns * FINE * rows * FINE);
  const known = Uint32Array.from({ length: FAR + 1 }, (_, one) => colour(one));
  const width = columns * FINE;
  for (let y = 0; y < rows * FINE; y += 1) {
    const v = (y + 0.5) / FINE - 0.5;
    const top = Math.max(0, Math.floor(v));
    const down = Math.max(0, v - top);
    const low = Math.min(rows - 1, top + 1);
    for (let x = 0; x < width; x += 1) {
      const u = (x + 0.5) / FINE - 0.5;
      const left = Math.max(0, Math.floor(u));
      const along = Math.max(0, u - left);
      const right = Math.min(columns - 1, left + 1);
      const a = steps[top * columns + left] ?? FAR;
      const b = steps[top * columns + right] ?? FAR;
      const c = steps[low * columns + left] ?? FAR;
      const d = steps[low * columns + right] ?? FAR;
      let found;
      if (a === FAR || b === FAR || c === FAR || d === FAR) {
        found = (down < 0.5 ? (along < 0.5 ? a : b) : along < 0.5 ? c : d);
      } else {
        found = Math.round((a * (1 - along) + b * along) * (1 - down) + (c * (1 - along) + d * along) * down);
      }
      pixels[y * width + x] = known[found] ?? 0;
    }
  }
  putPixels(canvas, width, rows * FINE, pixels);
}

/**
 * Paint cells by a number of each, without anything between them.
 * @param {HTMLCanvasElement} canvas
 * @param {Frame} frame
 * @param {(cell: number) => number} colour
 */
function paintCells(canvas, frame, colour) {
  const pixels = Uint32Array.from({ length: frame.columns * frame.rows }, (_, cell) => colour(cell));
  putPixels(canvas, frame.columns, frame.rows, pixels);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 * @param {Uint32Array<ArrayBuffer>} pixels
 */
function putPixels(canvas, width, height, pixels) {
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(new Uint8ClampedArray(pixels.buffer), width, height);
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}

/** A colour as a pixel holds it. @param {string} ink @param {number} [opacity] */
function colourOf(ink, opacity = 1) {
  const [red, green, blue] = rgb(ink);
  return ((Math.round(255 * opacity) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Half the way around the earth in Web Mercator. */
const HALF = 20037508.342789244;

/** @param {number} x @param {number} y @returns {Lonlat} degrees of a point in Web Mercator */
function degrees(x, y) {
  return [(x / HALF) * 180, (Math.atan(Math.sinh((y / HALF) * Math.PI)) * 180) / Math.PI];
}

/** @param {Frame} frame @returns {Lonlat[]} its corners, clockwise from the north-west */
function corners(frame) {
  const east = frame.west + frame.columns * frame.cell;
  const south = frame.north - frame.rows * frame.cell;
  return [degrees(frame.west, frame.north), degrees(east, frame.north), degrees(east, south),
    degrees(frame.west, south)];
}

/** The cell at a place; -1 outside. @param {Frame} frame @param {Lonlat} at */
function cellAt(frame, at) {
  const x = (at[0] / 180) * HALF;
  const y = (Math.asinh(Math.tan((at[1] * Math.PI) / 180)) / Math.PI) * HALF;
  const column = Math.floor((x - frame.west) / frame.cell);
  const row = Math.floor((frame.north - y) / frame.cell);
  const inside = column >= 0 && row >= 0 && column < frame.columns && row < frame.rows;
  return inside ? row * frame.columns + column : -1;
}

/** @typedef {{ at: Numbers; heads: Numbers }} Crowd */

/** Degrees of packed points are whole steps of this many a degree. */
const STEPS = 1e5;

/** @param {{ at: Packed; heads: Packed }} people @returns {Promise<Crowd>} */
async function crowdOf(people) {
  const [at, heads] = await Promise.all([unpack(people.at), unpack(people.heads)]);
  return { at: /** @type {Numbers} */ (at), heads: /** @type {Numbers} */ (heads) };
}

/**
 * Draw people where they live, a dot the larger the more they are; those of the greatest order on top.
 * @param {PageMap | null} map
 * @param {Crowd} crowd
 * @param {(who: number) => { ink: string; order: number } | null} look nothing leaves them out
 */
function drawCrowd(map, crowd, look) {
  const count = crowd.heads.length;
  const features = [];
  for (let who = 0; who < count; who += 1) {
    const found = look(who);
    if (!found) continue;
    // Or nought: west and south of nought the steps have a sign, which unpacking does not know.
    const steps = [who, count + who].map((one) => (crowd.at[one] ?? 0) | 0);
    const at = /** @type {Lonlat} */ (steps.map((one) => one / STEPS));
    const size = Math.min(4, Math.max(0.7, Math.sqrt((crowd.heads[who] ?? 0) / 100)));
    features.push(pointOf(at, { ink: found.ink, size, order: found.order }));
  }
  map?.setData("dots", features);
}

/** Radius of a sign for so many people. @param {number} people */
function radiusOf(people) {
  return Math.max(3, Math.min(13, Math.sqrt(people / 90)));
}

/** What the camera asks of zones and lines, in its own words; the rules are edge/config.py's. */

const MIN_ZONE_AREA = 0.0001;
const MIN_LINE_LENGTH = 0.01;

/** Why a camera would refuse a polygon, or ''. open: it is still being drawn, its end not yet joined. */
export function polygonFault(polygon, { open = false } = {}) {
  if (new Set(polygon.map(String)).size < polygon.length) return 'a corner stands twice: the last edge closes by itself';
  const crossing = crossingEdges(polygon, open);
  if (crossing !== null) return `edge ${crossing[0]} crosses edge ${crossing[1]}: draw it without crossing`;
  if (open) return '';
  if (polygon.length < 3) return 'expected at least 3 entries';
  return area(polygon) < MIN_ZONE_AREA ? 'has no area' : '';
}

export function lineFault({ from, to }) {
  return Math.hypot(to[0] - from[0], to[1] - from[1]) < MIN_LINE_LENGTH ? 'the line has no length' : '';
}

/** Even-odd, as edge/geometry.py. */
export function contains(polygon, [x, y]) {
  let inside = false;
  polygon.forEach(([xA, yA], i) => {
    const [xB, yB] = polygon[(i + 1) % polygon.length];
    if (yA > y !== yB > y && x < ((xB - xA) * (y - yA)) / (yB - yA) + xA) inside = !inside;
  });
  return inside;
}

/** Positive on the right-hand side of one who walks from a to b in the picture as drawn. */
function side(a, b, p) {
  return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
}

function crossingEdges(polygon, open) {
  const count = polygon.length;
  const edges = polygon.map((corner, i) => [corner, polygon[(i + 1) % count]]);
  if (open) edges.pop();
  for (let i = 0; i < edges.length; i += 1) {
    for (let j = i + 2; j < edges.length; j += 1) {
      const neighbours = !open && i === 0 && j === edges.length - 1;
      if (!neighbours && cross(...edges[i], ...edges[j])) return [i, j];
    }
  }
  return null;
}

function cross(a, b, c, d) {
  const [abc, abd, cda, cdb] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (abc * abd < 0 && cda * cdb < 0) return true;
  return [[abc, a, b, c], [abd, a, b, d], [cda, c, d, a], [cdb, c, d, b]].some(([s, e, f, p]) => s === 0 && between(e, f, p));
}

function between(a, b, p) {
  return [0, 1].every((i) => Math.min(a[i], b[i]) <= p[i] && p[i] <= Math.max(a[i], b[i]));
}

function area(polygon) {
  return Math.abs(polygon.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = polygon[(i + 1) % polygon.length];
    return sum + x * nextY - nextX * y;
  }, 0)) / 2;
}

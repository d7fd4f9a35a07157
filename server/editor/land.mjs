// Takes the outline of land, without any border, from Natural Earth as world-atlas packs it (topojson).
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const home = join(here, "node_modules/world-atlas");
const { arcs, transform: { scale, translate }, objects: { land } } = JSON.parse(readFileSync(join(home, "land-50m.json"), "utf8"));

// An arc is a line of differences in whole steps; one that is used backwards has the complement of its number.
const lines = arcs.map((arc) => {
  let [x, y] = [0, 0];
  return arc.map(([east, north]) => [(x += east) * scale[0] + translate[0], (y += north) * scale[1] + translate[1]]);
});
const line = (number) => (number < 0 ? [...lines[~number]].reverse() : lines[number]);
const round = (degrees) => Math.round(degrees * 10) / 10;
const nearest = 0.2; // degrees between two corners, of which the second is left out where they are nearer
const ring = (numbers) =>
  numbers.flatMap(line).reduce((kept, [east, north]) => {
    const last = kept[kept.length - 1];
    if (!last || Math.hypot(east - last[0], north - last[1]) >= nearest) kept.push([round(east), round(north)]);
    return kept;
  }, []);
const polygons = (shape) => (shape.geometries ? shape.geometries.flatMap(polygons) : shape.type === "Polygon" ? [shape.arcs] : shape.arcs);
const fewest = 5; // corners of a ring that is worth a look at this scale
const rings = polygons(land).flat().map(ring).filter((points) => points.length >= fewest);

const target = join(here, "../foedus/web/static/vendor/world-atlas-2.0.2");
mkdirSync(target, { recursive: true });
writeFileSync(join(target, "land.json"), JSON.stringify(rings));
writeFileSync(join(target, "LICENSE"), readFileSync(join(home, "LICENSE")));

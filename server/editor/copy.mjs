// Copies YASGUI's editor beside the pages, if its bytes are those that were looked at, with the notices of all in it.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import "./land.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const part = (name) => JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
const built = join(modules, "@zazuko/yasqe/build");
const target = join(here, `../foedus/web/static/vendor/yasgui-${part("@zazuko/yasgui").version}`);

// Neither YASGUI nor some that it brings ship the text of the licence that they name.
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

function judged(name, sum) {
  const bytes = readFileSync(join(built, name));
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== sum) throw new Error(`${name} is not the file whose hash stands in SHA256SUMS; it has ${found}`);
  return bytes;
}

function bundled() {
  const { sources } = JSON.parse(readFileSync(join(built, "yasqe.min.js.map"), "utf8"));
  const names = sources
    .filter((source) => source.includes("node_modules/"))
    .map((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)[1]);
  return ["@zazuko/yasqe", "@zazuko/yasgui-utils", ...new Set(names.sort())];
}

function notice(name) {
  const { version, license, author, contributors = [] } = part(name);
  const folder = join(modules, name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  const said = [author, ...contributors].filter(Boolean).map((person) => person.name ?? person).join(", ");
  if (!file && license !== "MIT") throw new Error(`${name} ships no licence; write its notice`);
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : `Copyright (c) ${said}\n\n${MIT}`;
  return `${name} ${version} (${license ?? "see below"})\n\n${text}`;
}

const sums = readFileSync(join(here, "SHA256SUMS"), "utf8").trim().split("\n").map((line) => line.split(/\s+/));
const fresh = `${target}.new`;
rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh, { recursive: true });
for (const [sum, name] of sums) writeFileSync(join(fresh, name), judged(name, sum));
const head = "The editor of this folder holds the work of others, under these licences. Of dompurify's two, Apache-2.0 is taken.";
writeFileSync(join(fresh, "THIRD_PARTY_NOTICES.txt"), [head, ...bundled().map(notice)].join(`\n\n${"-".repeat(78)}\n\n`) + "\n");
if (existsSync(target)) rmSync(target, { recursive: true });
renameSync(fresh, target);

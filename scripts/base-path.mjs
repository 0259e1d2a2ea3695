// One build for any path prefix. It is built with a prefix that nobody has, and served from a copy in which the one
// that is set stands in its place, so that an image need not be built for it.
// Plain JavaScript with Node's own modules only: a container runs it without anything that builds.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const build = path.join(root, '.next');

let placed = false;

/** Whether this process serves a copy: what is built can be served by nothing else. */
export const isPlaced = () => placed;

/** Stands in a build for the prefix; longer than any text that could be it by accident. */
export const placeholder = '/__eyepiece_base_path__';

/** '' or '/prefix', as it is set. What cannot be one is named at start with all other mistakes, and not used. */
export const basePath = /^(\/(?!\.\.?(\/|$))[A-Za-z0-9._~-]+)+$/.test(process.env.EYEPIECE_BASE_PATH ?? '')
  ? process.env.EYEPIECE_BASE_PATH
  : '';

/**
 * The path and query of a request as the server knows it: a proxy may have taken the prefix off, or left it. The first
 * page is the same with a slash at its end and without: of the two each proxy redirects to the one it likes.
 */
export function withBasePath(url, prefix = basePath) {
  if (prefix === '' || !url.startsWith('/')) return url;
  const isWithin = url.startsWith(prefix) && ['', '/', '?'].includes(url.charAt(prefix.length));
  const rest = isWithin ? url.slice(prefix.length) : url;
  return prefix + rest.replace(/^\/(?=\?|$)/, '');
}

/** Whether it is the API that is asked: by the path as Next.js reads it, whose dots lead up. */
export function isOfApi(url, prefix = basePath) {
  const whole = `http://server${withBasePath(url, prefix)}`;
  return URL.canParse(whole) && new URL(whole).pathname.startsWith(`${prefix}/api/`);
}

/**
 * The folder to serve from: made once for each build and prefix and kept with the build, or, where that may not be
 * written, made anew in the folder for temporary files.
 */
export function placeBuild(prefix = basePath) {
  placed = true;
  const kept = path.join(build, 'placed', encodeURIComponent(prefix || '/'));
  if (existsSync(kept)) return kept;
  const made = newFolder();
  fill(made, prefix);
  if (!made.startsWith(build)) return made;
  try {
    mkdirSync(path.dirname(kept), { recursive: true });
    renameSync(made, kept);
  } catch (error) {
    // Another server was first.
    rmSync(made, { recursive: true, force: true });
    if (!existsSync(kept)) throw error;
  }
  return kept;
}

function newFolder() {
  try {
    return mkdtempSync(path.join(build, 'placing-'));
  } catch {
    const made = mkdtempSync(path.join(tmpdir(), 'eyepiece-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    return made;
  }
}

/** A project as Next.js serves one: the build, and by links what it needs beside it. */
function fill(folder, prefix) {
  for (const name of ['node_modules', 'public', 'next.config.js', 'package.json']) {
    if (existsSync(path.join(root, name))) symlinkSync(path.join(root, name), path.join(folder, name));
  }
  copyBuild(build, path.join(folder, '.next'), prefix);
}

/** Of no use to a server: what builds keep for the next build, say of themselves or need to be understood. */
const left = /^(cache|diagnostics|types|dev|placed|placing-.*|trace.*)$|\.(map|nft\.json)$/;
const texts = /\.(js|json|html|rsc|css|txt|meta|body)$/;

function copyBuild(from, to, prefix) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (left.test(entry.name)) continue;
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    // Packages that are not bundled.
    if (entry.isSymbolicLink()) symlinkSync(realpathSync(source), target);
    else if (entry.isDirectory()) copyBuild(source, target, prefix);
    else copyText(source, target, prefix);
  }
}

function copyText(source, target, prefix) {
  const text = texts.test(source) && statSync(source).size > 0 ? readFileSync(source, 'utf8') : '';
  if (!text.includes(placeholder.slice(1))) return copyFileSync(source, target);
  const placed = place(text, prefix);
  writeFileSync(target, path.basename(source) === 'routes-manifest.json' ? withoutLoops(placed) : placed);
}

/** In patterns the slash is escaped, once or, where they stand in a text, twice. */
export function place(text, prefix) {
  return text.replace(/(\\*)\/__eyepiece_base_path__/g, (_, escapes) => prefix.replaceAll('/', `${escapes}/`));
}

/** Without a prefix, "/prefix/ goes to /prefix" would send the first page to itself. */
function withoutLoops(text) {
  const manifest = JSON.parse(text);
  return JSON.stringify({ ...manifest, redirects: manifest.redirects.filter(({ destination }) => destination !== '') });
}

// `node scripts/base-path.mjs`: made ahead, for a file system that will be read only.
if (process.argv[1] === import.meta.filename) placeBuild();

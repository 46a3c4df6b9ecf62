// Makes ui/dist: one style sheet, the fonts, the scripts, the mark. Node and PostCSS, no bundler.
//
//   node build.mjs           build and report sizes
//   node build.mjs --check   also fail when a template uses a kern-* or lotse-* class that no style sheet knows
//
// The build fails if anything in the output would make a browser ask another host, if a page's share of the
// 100 KB (PAGES.md) is exceeded, or if an accent colour is too pale.

import { brotliCompressSync, gzipSync } from 'node:zlib';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import postcss from 'postcss';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
const kern = join(modules, '@kern-ux/native');
const fira = join(modules, '@fontsource/fira-sans');
const source = join(here, 'src');
const target = join(here, 'dist');

/** The icons that pages use; each is a picture inside the style sheet, so the list is kept short. */
const ICONS = `account-circle add arrow-down arrow-up arrow-forward arrow-back autorenew calendar-today check checklist
  chevron-left chevron-right close content-copy danger delete download draft drive-folder-upload easy-language edit help
  home info language logout mail open-in-new search success visibility warning`.split(/\s+/);
const ICON_SIZES = ['small', 'default', 'large', 'x-large'];
/** Part of KERN's markup, without a rule of their own. */
const UNSTYLED = ['kern-summary', 'kern-summary-group', 'kern-summary__actions', 'kern-accordion-group', 'kern-table__head', 'kern-table__row',
  'kern-table__body', 'kern-heading', 'kern-level-0', 'kern-alert__header', 'lotse-table-actions'];
/** Text in KERN's medium weight (sublines) is set in regular: a third font is not worth its 24 KB. */
const WEIGHTS = { 400: '400 500', 600: '600 700' };
/** Basic Latin loads always; the rest (Polish, Turkish, Czech names) only where such a letter occurs. */
const SUBSETS = ['latin', 'latin-ext'];
/** Bytes that every page spends, compressed: style sheet, script, two fonts. Leaves 20 KB for the page itself. */
const BUDGET = 80_000;

const read = (...path) => readFileSync(join(...path), 'utf8');
const failures = [];

// ---- KERN, trimmed ----

function classSelectors(file) {
  const found = new Set();
  postcss.parse(read(kern, 'dist', file)).walkRules((rule) => {
    for (const selector of rule.selectors) if (/^\.[\w-]+$/.test(selector)) found.add(selector);
  });
  return found;
}

/** KERN without its utility classes, surface levels and unused icons. Components stay whole. */
function trimmedKern() {
  const sheet = postcss.parse(read(kern, 'dist/kern.css'));
  const utilities = classSelectors('kern-utilities.css');
  const grid = classSelectors('kern-grid.css');
  const unwanted = (selector) => {
    const icon = /\.kern-icon--([\w-]+)/.exec(selector);
    if (icon && !ICONS.includes(icon[1]) && !ICON_SIZES.includes(icon[1])) return true;
    if (/\.kern-level-[12]/.test(selector)) return true;
    return utilities.has(selector) && !grid.has(selector);
  };
  sheet.walkRules((rule) => {
    if (rule.parent.type === 'atrule' && /keyframes$/.test(rule.parent.name)) return;
    const kept = rule.selectors.filter((selector) => !unwanted(selector));
    if (kept.length === 0) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  });
  return sheet;
}

// ---- Fonts ----

function fontFaces() {
  const ranges = JSON.parse(read(fira, 'unicode.json'));
  const faces = [];
  for (const subset of SUBSETS) {
    for (const [weight, covered] of Object.entries(WEIGHTS)) {
      const name = `fira-sans-${subset}-${weight}.woff2`;
      cpSync(join(fira, 'files', `fira-sans-${subset}-${weight}-normal.woff2`), join(target, 'fonts', name));
      faces.push(`@font-face{font-family:"Fira Sans";font-style:normal;font-weight:${covered};font-display:swap;`
        + `src:url("/assets/fonts/${name}") format("woff2");unicode-range:${ranges[subset]}}`);
    }
  }
  cpSync(join(fira, 'LICENSE'), join(target, 'fonts', 'OFL.txt'));
  return postcss.parse(faces.join('\n'));
}

// ---- One small sheet ----

/** Removes custom properties that nothing refers to, until there are none left. */
function dropUnusedProperties(sheet) {
  for (;;) {
    const used = new Set(sheet.toString().match(/var\(\s*--[\w-]+/g).map((use) => use.replace(/var\(\s*/, '')));
    let dropped = 0;
    sheet.walkDecls(/^--/, (declaration) => {
      if (used.has(declaration.prop)) return;
      declaration.remove();
      dropped += 1;
    });
    if (dropped === 0) return;
  }
}

/** `var(--a, 4px)` becomes `var(--a)` where the root element defines --a anyway. */
function dropFallbacks(sheet) {
  const defined = new Set();
  sheet.walkRules(':root', (rule) => {
    if (rule.parent.type === 'root') rule.walkDecls(/^--/, (declaration) => defined.add(declaration.prop));
  });
  sheet.walkDecls((declaration) => {
    if (!declaration.value.includes('var(')) return;
    declaration.value = declaration.value.replace(/var\((--[\w-]+),\s*[^(),]*\)/g, (whole, name) => (defined.has(name) ? `var(${name})` : whole));
  });
}

function minify(sheet) {
  sheet.walkComments((comment) => comment.remove());
  sheet.walk((node) => {
    node.raws.before = '';
    node.raws.after = '';
    if (node.type === 'decl') {
      node.raws.between = ':';
      node.raws.important = node.important ? '!important' : undefined;
      if (!node.value.includes('data:')) node.value = node.value.replace(/\s+/g, ' ').trim();
      delete node.raws.value;
      return;
    }
    node.raws.between = '';
    node.raws.semicolon = false;
    if (node.type === 'rule') {
      node.selector = node.selector.replace(/\s+/g, ' ').replace(/\s*([,>])\s*/g, '$1');
      delete node.raws.selector;
    }
    if (node.type === 'atrule') {
      node.raws.afterName = ' ';
      node.params = node.params.replace(/\s+/g, ' ').replace(/:\s+/g, ':');
      delete node.raws.params;
    }
  });
  sheet.raws.after = '';
}

function removeEmpty(sheet) {
  sheet.walkRules((rule) => { if (rule.nodes.length === 0) rule.remove(); });
  sheet.walkAtRules((rule) => { if (rule.nodes && rule.nodes.length === 0) rule.remove(); });
}

function styleSheet() {
  const sheet = postcss.root();
  sheet.append(fontFaces(), trimmedKern(), postcss.parse(read(source, 'lotse.css')));
  sheet.walkAtRules('charset', (rule) => rule.remove());
  dropFallbacks(sheet);
  dropUnusedProperties(sheet);
  removeEmpty(sheet);
  minify(sheet);
  return `@charset "UTF-8";${sheet.toString()}\n`;
}

// ---- Checks ----

/** The name of the SVG language is no address; everything else with a host is. */
function checkAddresses(name, text) {
  const rest = text.replaceAll('http://www.w3.org/2000/svg', '');
  const found = rest.match(/(https?:)?\/\/[a-z0-9.-]+\.[a-z]{2,}[^\s"')]*|@import[^;]*/gi);
  for (const address of found ?? []) {
    const comment = name.endsWith('.js') && !/^https?:/.test(address);
    if (!comment) failures.push(`${name} refers to another place: ${address}`);
  }
}

function contrast(hex, other) {
  const luminance = (colour) => {
    const [red, green, blue] = [1, 3, 5].map((start) => {
      const part = parseInt(colour.slice(start, start + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [bright, dark] = [luminance(hex), luminance(other)].sort((a, b) => b - a);
  return (bright + 0.05) / (dark + 0.05);
}

function checkAccents() {
  const accents = read(source, 'lotse.css').matchAll(/--lotse-accent-(light|dark):\s*(#[0-9a-f]{6})/gi);
  for (const [, theme, colour] of accents) {
    const ratio = contrast(colour, theme === 'light' ? '#ffffff' : '#000000');
    if (ratio < 4.5) failures.push(`accent ${colour} has a contrast of ${ratio.toFixed(1)}, needed are 4.5`);
  }
}

function templates(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'target', 'dist'].includes(entry.name) ? [] : templates(path);
    return /\.(html|askama)$/.test(entry.name) ? [path] : [];
  });
}

/** Class names in templates that no style sheet knows; an expression within a name stands for anything. */
function checkTemplates(css) {
  const known = new Set([...css.matchAll(/\.((?:kern|lotse)-[\w-]+)/g)].map((match) => match[1]).concat(UNSTYLED));
  const names = [...known];
  const fits = (name) => {
    if (!name.includes('*')) return known.has(name);
    const pattern = new RegExp(`^${name.split(/\*+/).join('[\\w-]*')}$`);
    return names.some((candidate) => pattern.test(candidate));
  };
  for (const wing of ['app', 'offices', 'platform']) {
    for (const file of templates(join(here, '..', wing))) {
      const text = readFileSync(file, 'utf8').replace(/\{\{.*?\}\}/gs, '*').replace(/\{[%#].*?[%#]\}/gs, ' ');
      for (const [, list] of text.matchAll(/\bclass="([^"]*)"/g)) {
        for (const name of list.split(/\s+/)) {
          if (/^(kern|lotse)-/.test(name) && !fits(name)) failures.push(`${relative(join(here, '..'), file)}: unknown class ${name}`);
        }
      }
    }
  }
}

// ---- Build ----

rmSync(target, { recursive: true, force: true });
mkdirSync(join(target, 'fonts'), { recursive: true });
const css = styleSheet();
writeFileSync(join(target, 'lotse.css'), css);
checkAddresses('lotse.css', css);
for (const name of readdirSync(source)) {
  if (!/\.(js|svg)$/.test(name)) continue;
  const text = read(source, name);
  checkAddresses(name, text);
  writeFileSync(join(target, name), text);
}
checkAccents();
if (process.argv.includes('--check')) checkTemplates(css);

let spent = 0;
for (const name of [...readdirSync(target), ...readdirSync(join(target, 'fonts')).map((font) => `fonts/${font}`)]) {
  if (!/\.(css|js|svg|woff2)$/.test(name)) continue;
  const bytes = readFileSync(join(target, name));
  const packed = name.endsWith('.woff2') ? bytes.length : gzipSync(bytes, { level: 9 }).length;
  const brotli = name.endsWith('.woff2') ? bytes.length : brotliCompressSync(bytes).length;
  if (/^(lotse\.(css|js)|fonts\/fira-sans-latin-\d+\.woff2)$/.test(name)) spent += packed;
  console.log(`${name.padEnd(40)} ${String(bytes.length).padStart(7)} bytes  gzip ${String(packed).padStart(6)}  brotli ${String(brotli).padStart(6)}`);
}
console.log(`every page: ${spent} bytes compressed, budget ${BUDGET}`);
if (spent > BUDGET) failures.push(`${spent} bytes for every page, budget is ${BUDGET}`);

if (failures.length > 0) {
  for (const failure of failures) console.error(failure);
  process.exitCode = 1;
}

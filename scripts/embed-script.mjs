// `npm run embed`: public/embed.js from lib/embed/element.ts. With `--check` it only says whether that was done.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '..');
const target = path.join(root, 'public/embed.js');
const source = readFileSync(path.join(root, 'lib/embed/element.ts'), 'utf8');
const { outputText } = ts.transpileModule(source, {
  compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
});
// Types alone were imported; what is left is one file for any page, with nothing of it in the page's own names.
const body = outputText.replace(/^export \{\};\n/m, '').replace(/^(import .*;\n)+/m, '');
const text = `// <eyepiece-view> of Eyepiece. Made by npm run embed; its source is lib/embed/element.ts.\n(() => {\n${body}})();\n`;

if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  process.stderr.write('public/embed.js is not what lib/embed/element.ts makes; run npm run embed.\n');
  process.exit(1);
}

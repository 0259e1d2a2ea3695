import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { viewParameters } from '@/lib/view/parameters';
import { elementCode, iframeCode } from './embed-code';

const code = {
  server: 'https://eyepiece.example/hubble',
  page: 'map',
  query: 'q=ns:shop+verdict:denied&group=pod&fold=*',
  title: 'Traffic of "shop" <b>',
};

it('a frame has the whole link, escaped as HTML has it', () => {
  expect(iframeCode(code)).toContain(
    'src="https://eyepiece.example/hubble/embed/map?q=ns:shop+verdict:denied&amp;group=pod&amp;fold=*"',
  );
  expect(iframeCode(code)).toContain('title="Traffic of &quot;shop&quot; &lt;b&gt;"');
  expect(iframeCode({ ...code, query: '' })).toContain('/embed/map"');
});

it('an element has all of it as attributes', () => {
  const text = elementCode(code);
  expect(text).toContain('<script src="https://eyepiece.example/hubble/embed.js" defer></script>');
  expect(text).toContain('  q="ns:shop verdict:denied"\n  group="pod"\n  fold="*"\n');
});

it('the element has an attribute for everything that links say', () => {
  const element = readFileSync(path.resolve(import.meta.dirname, '../../public/embed.js'), 'utf8');
  for (const name of viewParameters.filter((parameter) => parameter !== 'q')) expect(element).toContain(`'${name}',`);
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { variables } from './variables';

const readme = readFileSync(path.resolve(import.meta.dirname, '../../README.md'), 'utf8').replace(/ +/g, ' ');

test.each(variables.map((variable) => [variable.name, variable] as const))(
  'the README explains %s as the code does',
  (_, variable) => {
    const also = variable.also.map((name) => ` (\`${name}\`)`).join('');
    const fallback = variable.fallback && `\`${variable.fallback}\``;
    expect(readme).toContain(`| \`${variable.name}\`${also} | ${fallback} | ${variable.help} |`.replace(/ +/g, ' '));
  },
);

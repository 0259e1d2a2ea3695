import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openapi } from './openapi';

const folder = path.resolve(import.meta.dirname, 'v1');

/** `GET /api/v1/flows/{id}` of every handler there is. */
function handlers(): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\broute\.ts$/.test(file));
  return files.flatMap((file) => {
    const route = `/api/v1/${path.dirname(file).replace(/\[(\w+)\]/g, '{$1}')}`;
    const source = readFileSync(path.join(folder, file), 'utf8');
    const methods = source.matchAll(/^export (?:const|function|async function) (GET|POST|PUT|PATCH|DELETE)\b/gm);
    return [...methods].map(([, method]) => `${method} ${route}`);
  });
}

test('the OpenAPI document describes every route that exists, and no other', () => {
  const described = Object.entries(openapi.paths).flatMap(([route, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${route}`),
  );
  expect(described.toSorted()).toEqual(handlers().toSorted());
});

test('it is plain JSON', () => {
  expect(JSON.parse(JSON.stringify(openapi))).toEqual(openapi);
});

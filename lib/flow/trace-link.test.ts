import fc from 'fast-check';
import { expect, test } from 'vitest';
import { traceLink, traceTemplateProblem } from './trace-link';

test.each(['https://jaeger.example/trace/{trace_id}', 'http://tempo:3200/?q={trace_id}#{trace_id}'])(
  '%s can be used',
  (template) => expect(traceTemplateProblem(template)).toBeNull(),
);

test.each([
  'https://jaeger.example/trace/',
  'jaeger.example/{trace_id}',
  'javascript:alert("{trace_id}")',
  'https://{trace_id}.example/',
  'https://{trace_id}@jaeger.example/',
  'https://jaeger.example:{trace_id}/',
])('%s cannot', (template) => expect(traceTemplateProblem(template)).not.toBeNull());

test('whatever a trace is called, the link leads to the same place and holds its name', () => {
  const place = 'https://jaeger.example/trace/';
  expect(traceLink(`${place}{trace_id}`, '4bf92f35')).toBe(`${place}4bf92f35`);
  expect(traceLink(`${place}{trace_id}`, '..')).toBeNull();
  expect(traceLink(`${place}{trace_id}`, '\ud800')).toBeNull();
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (id) => {
      const link = traceLink(`${place}{trace_id}`, id);
      if (link !== null) expect(decodeURIComponent(new URL(link).href.slice(place.length))).toBe(id);
    }),
  );
});

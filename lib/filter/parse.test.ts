import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryFilter } from '@/lib/filter/arbitrary';
import { type Filter, type FilterError, filterKeys, type Token } from '@/lib/filter/filter';
import { keySpecs } from '@/lib/filter/keys/keys';
import { parseFilter } from '@/lib/filter/parse';
import { printFilter, quote } from '@/lib/filter/print';

const tokensOf = (text: string): readonly Token[] => {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.filter.tokens;
};

const errorOf = (text: string): FilterError => {
  const parsed = parseFilter(text);
  if (parsed.ok) throw new Error(`"${text}" was read as ${printFilter(parsed.filter)}`);
  return parsed.error;
};

const canonical = (text: string): string => printFilter({ tokens: tokensOf(text) });

describe('the grammar', () => {
  test('an empty text asks for everything', () => {
    expect(tokensOf('  \t ')).toEqual([]);
  });

  test('a token has a key, a side, a sign and any of several values', () => {
    expect(tokensOf('-from.ns:shop,payments')).toEqual([
      { key: 'ns', side: 'from', not: true, values: ['shop', 'payments'] },
    ]);
  });

  test('a bare word and a quoted one look for names', () => {
    expect(tokensOf('cart "two words" -web')).toEqual([
      { key: 'text', side: 'either', not: false, values: ['cart'] },
      { key: 'text', side: 'either', not: false, values: ['two words'] },
      { key: 'text', side: 'either', not: true, values: ['web'] },
    ]);
  });

  test('two tokens of one key are two demands', () => {
    expect(tokensOf('ns:shop ns:payments').map((token) => token.values)).toEqual([['shop'], ['payments']]);
  });

  test('quotes keep blanks, commas, colons and minus signs in a value', () => {
    expect(tokensOf('policy:"a b, c" "-x" "k:v" "say \\"hi\\" \\\\"').flatMap((token) => token.values)).toEqual([
      'a b, c',
      '-x',
      'k:v',
      'say "hi" \\',
    ]);
  });

  test('from: and to: are short for a pod prefix or a namespace on that side', () => {
    expect(canonical('from:shop/cart to:shop/')).toBe('from.pod:shop/cart to.ns:shop');
    expect(canonical('from:cart -to:a/,b/c')).toBe('from.pod:cart -to.pod:a/,b/c');
  });

  test('aliases and keys of any case print as the long form', () => {
    expect(canonical('dir:ingress NS:shop From.Port:80 protocol:TCP')).toBe(
      'direction:INGRESS ns:shop from.port:80 proto:tcp',
    );
  });

  test('values are kept in one spelling, each once', () => {
    expect(canonical('verdict:dropped,DROPPED,2,denied,Denied,9')).toBe('verdict:DROPPED,denied,9');
    expect(canonical('reason:policy_denied,133 port:080,8000-8000,1-9')).toBe('reason:POLICY_DENIED port:80,8000,1-9');
    expect(canonical('reason:"Policy denied",l7,230,POLICY_*')).toBe('reason:POLICY_DENIED,L7,230,POLICY_*');
    expect(canonical('pod:/cart workload:/cart verdict:audited dir:unknown')).toBe(
      'pod:cart workload:cart verdict:AUDIT direction:TRAFFIC_DIRECTION_UNKNOWN',
    );
  });

  test('the example of every key is a filter in canonical form', () => {
    for (const { example } of keySpecs) expect(canonical(example).toLowerCase()).toBe(example.toLowerCase());
  });
});

describe('a bad filter names the token, its place, what is allowed and a cure', () => {
  test.each([
    ['ns:shop verdit:DROPPED', 8, 6, 'ns:shop verdict:DROPPED', /no key "verdit".*verdict/],
    ['ns:shop from.nss:a', 8, 8, 'ns:shop from.ns:a', /from\.ns/],
    ['fe80::1', 0, 4, '"fe80::1"', /no key "fe80".*quotes/],
    ['from.verdict:DROPPED', 0, 12, 'verdict:DROPPED', /no side/],
    ['verdict:DROPED', 8, 6, 'verdict:DROPPED', /FORWARDED.*Did you mean "DROPPED"/],
    ['proto:tpc', 6, 3, 'proto:tcp', /udp/],
    ['port:http', 5, 4, undefined, /0 to 65535/],
    ['port:90-80', 5, 5, 'port:80-90', /lower to the higher/],
    ['port:70000', 5, 5, undefined, /0 to 65535/],
    ['reason:POLICY_DENID', 7, 12, 'reason:POLICY_DENIED', /POLICY_DENIED/],
    ['dir:up', 4, 2, undefined, /INGRESS/],
    ['pod:a/b/c', 4, 5, 'pod:a/b', /namespace/],
    ['http.path:(a', 10, 2, undefined, /closing "\)" is missing/],
    ['ns:a label:"app in"', 11, 8, undefined, /in brackets/],
    ['ip:10.0.0.300', 3, 10, undefined, /10\.0\.0\.0\/8/],
    ['type:trace:to-netwrk', 5, 15, 'type:trace:to-network', /Did you mean/],
    ['tcp:syn+akc', 4, 7, 'tcp:SYN+ACK', /joined by/],
    ['cel:"_flow.l4.TCP("', 4, 15, undefined, /closing/],
    ['end.reply:true', 0, 9, 'reply:true', /no side/],
    ['type:drop http.status:5+', 0, 9, 'type:drop,l7 http.status:5+', /leaves out/],
    ['uuid:', 0, 5, undefined, /needs a value/],
    ['ns: x', 0, 3, undefined, /needs a value, for example ns:shop/],
    ['ns:a,,b', 5, 0, 'ns:a,b', /extra comma/],
    ['"open end', 0, 9, '"open end"', /never closed/],
    ['ns:"a"b', 6, 1, 'ns:"a" b', /closing quote/],
    ['shop -', 5, 1, undefined, /minus/],
    ['!ns:shop', 0, 3, '-ns:shop', /Did you mean "-ns"/],
  ])('%s', (text, position, length, fix, message) => {
    const error = errorOf(text);
    expect({ position: error.position, length: error.length, fix: error.fix }).toEqual({ position, length, fix });
    expect(error.message).toMatch(message);
    expect(text.includes(error.token)).toBe(true);
  });

  test('a fix is read without that error', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'ns:verdict,"-shop. po\\/*dropped'), { maxLength: 30 }), (chars) => {
        const parsed = parseFilter(chars.join(''));
        if (parsed.ok || parsed.error.fix === undefined) return;
        const again = parseFilter(parsed.error.fix);
        if (!again.ok) expect(again.error).not.toEqual(parsed.error);
      }),
    );
  });
});

describe('hostile text', () => {
  test('never throws, and an error lies inside the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ maxLength: 80 })), (text) => {
        const parsed = parseFilter(text);
        if (parsed.ok) return;
        expect(parsed.error.position).toBeGreaterThanOrEqual(0);
        expect(parsed.error.position + parsed.error.length).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  test('what was read prints to a text that reads the same', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'nspodtx:.,"-\\ *fromverdict/0'), { maxLength: 40 }), (chars) => {
        const parsed = parseFilter(chars.join(''));
        if (parsed.ok) expect(parseFilter(printFilter(parsed.filter))).toEqual(parsed);
      }),
    );
  });

  test('so it is for what any key may be given', () => {
    const word = fc.oneof(
      fc.nat({ max: 400 }).map(String),
      fc.constantFrom(
        'DROP_REASON_UNKNOWN',
        '*',
        '=',
        '==',
        '0',
        '00',
        '-0',
        '/',
        '//',
        '#',
        '"',
        '+',
        ':',
        '!',
        '\u0000',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...filterKeys), fc.array(word, { minLength: 1, maxLength: 2 }), (key, words) => {
        const head = key === 'text' ? '' : `${key}:`;
        const parsed = parseFilter(head + words.map((one) => quote(one, true)).join(','));
        if (parsed.ok) expect(parseFilter(printFilter(parsed.filter))).toEqual(parsed);
        else expect(parsed.error.message.length).toBeLessThan(1_000);
      }),
      { numRuns: 3_000 },
    );
  });

  test('a message does not grow with what is wrong', () => {
    for (const { key } of keySpecs) {
      for (const bit of ['x', '=', '(', '1.', 'a b', '*', '!']) {
        const parsed = parseFilter(`${key === 'text' ? '' : `${key}:`}${quote(bit.repeat(4_000), true)}`);
        if (!parsed.ok) expect(parsed.error.message.length).toBeLessThan(1_000);
      }
    }
  });

  test('names of object members are no keys', () => {
    for (const word of ['__proto__', 'constructor', 'toString', 'from.__proto__']) {
      expect(errorOf(`${word}:x`).message).toContain('no key');
    }
    expect(errorOf('verdict:constructor').message).toContain('FORWARDED');
  });

  test('a text of absurd length is refused with a sentence', () => {
    expect(errorOf('a '.repeat(100_000)).message).toContain('shorten');
  });
});

test('every filter survives printing and reading', () => {
  fc.assert(
    fc.property(arbitraryFilter(), (filter: Filter) => {
      expect(parseFilter(printFilter(filter))).toEqual({ ok: true, filter });
    }),
    { numRuns: 500 },
  );
});

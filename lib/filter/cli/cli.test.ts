import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryFilter, arbitraryWholeFlow } from '@/lib/filter/arbitrary';
import { isCommand } from '@/lib/filter/cli/is-command';
import { parseCommand } from '@/lib/filter/cli/parse';
import { printCommand } from '@/lib/filter/cli/print';
import { quoteShell, splitShell } from '@/lib/filter/cli/shell';
import type { Filter, FilterKey } from '@/lib/filter/filter';
import { compileGlob, hasGlob } from '@/lib/filter/match/glob';
import { parseFilter } from '@/lib/filter/parse';
import { compileFilter } from '@/lib/filter/predicate';
import { printFilter, printToken } from '@/lib/filter/print';
import { dropReasonNames } from '@/lib/flow/drop-reason';

const taken = (command: string): string => {
  const { filter, untaken } = parseCommand(command);
  expect(untaken).toEqual([]);
  return printFilter(filter);
};
const printed = (text: string) => {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return printCommand(parsed.filter);
};

describe('a pasted command', () => {
  test.each([
    ['hubble observe', ''],
    ['hubble observe -n shop --verdict DROPPED -f', 'ns:shop verdict:DROPPED'],
    ['hubble observe flows --from-pod shop/cart --to-port 80 --to-port 443', 'from.pod:shop/cart to.port:80,443'],
    ['hubble observe --pod cart', 'pod:default/cart'],
    ['hubble observe -nshop --label app=x', 'end.ns:shop end.label:app=x'],
    ['hubble observe -l "app in (a, b)"', 'label:"app in (a, b)"'],
    ['hubble observe --type trace:to-network --type l7', 'type:trace:to-network,l7'],
    ['hubble observe --tcp-flags SYN,ACK --tcp-flags fin', 'tcp:SYN+ACK,FIN'],
    ['hubble observe -4 --encrypted --snat-ip 192.0.2.0/24', 'ipv:4 encrypted:true snat:192.0.2.0/24'],
    ['hubble observe --not --verdict FORWARDED --protocol tcp', 'proto:tcp -verdict:FORWARDED'],
    ["hubble observe --http-path '^/api/' --http-header 'X-Id: 1'", 'http.path:^/api/ http.header:"X-Id: 1"'],
    ['hubble observe --verdict DENIED', 'verdict:denied'],
    [
      'hubble observe --cel-expression "_flow.l4.TCP.destination_port > uint(1024)"',
      'cel:"_flow.l4.TCP.destination_port > uint(1024)"',
    ],
    [
      '$ HUBBLE_SERVER=x kubectl -n kube-system exec ds/cilium -c agent -- /usr/bin/hubble observe --identity 2',
      'identity:2',
    ],
    ['hubble --server localhost:4245 observe --tls -o json --node-name kind/*', 'node:kind/*'],
    ['hubble observe \\\n  --to-fqdn "*.example.com" \\\n  --reply=false\n', 'to.fqdn:*.example.com reply:false'],
    ['hubble observe \\\r\n  -n shop \\\r\n  --verdict DROPPED\r\n', 'ns:shop verdict:DROPPED'],
    ['hubble observe -n shop # of the shop alone', 'ns:shop'],
    ['# hubble observe -n shop', 'ns:shop'],
    ['# what is dropped\nhubble observe --verdict DROPPED', 'verdict:DROPPED'],
    ['cilium hubble port-forward&\nhubble observe -n shop', 'ns:shop'],
    ['while sleep 1; do /usr/bin/hubble observe -n shop', 'ns:shop'],
    [`kubectl exec cilium-x -- sh -c 'hubble observe --http-path "^/a b"'`, 'http.path:"^/a b"'],
    [String.raw`hubble observe --http-path $'^/it\'s\x2f'`, "http.path:^/it's/"],
    ['hubble observe --drop-reason-desc DROP_REASON_UNKNOWN', 'reason:=DROP_REASON_UNKNOWN'],
    [`hubble observe --allowlist '{"reply":[true],"source_pod":["shop/"]}'`, 'reply:true from.pod:shop/'],
    [`hubble observe --denylist '{"dns_query":["^x"]}'`, '-dns.query:^x'],
  ])('%s', (command, text) => {
    expect(isCommand(command)).toBe(true);
    expect(taken(command)).toBe(text);
  });

  test.each([
    ['hubble observe --pod $POD', /not expanded/],
    ['hubble observe --verdict DROPPED | jq .', /pipe/],
    ['hubble observe --colour red', /no flag --colour/],
    ['hubble observe --not --protocol udp --not --verdict FORWARDED', /together/],
    ['hubble observe --port http', /--port "http" is no value/],
    ['hubble observe --ip 192.0.2.1 --pod a/b', /together with --ip/],
    ['hubble observe agent-events', /shows no flows/],
    ['kubectl get pods', /no "hubble observe" command/],
    ['hubble observe --pod', /needs a value/],
    ["hubble observe --pod 'a", /never closed/],
    ['hubble observe --pod \u201ca b\u201d', /Curly quotes/],
    ['hubble observe --last 18446744073709551616', /no number/],
    ['hubble observe --since yesterday', /no time/],
  ])('%s says what it could not take', (command, sentence) => {
    expect(parseCommand(command).untaken.join(' ')).toMatch(sentence);
  });

  test('its times become times of links', () => {
    const rangeOf = (flags: string) => parseCommand(`hubble observe ${flags}`).range;
    expect(rangeOf('--since 1h30m --until 90s')).toEqual({ from: '-1h30m', to: '-1m30s' });
    expect(rangeOf('--since 2026-05-04T10:20+02:00 --last 50')).toEqual({
      from: '2026-05-04T10:20:00+02:00',
      last: '50',
    });
    expect(rangeOf('--since 0s -f --until 1m')).toEqual({ from: 'now', follow: true });
    expect(rangeOf('--since 1500ms --all')).toEqual({ from: '-2s', all: true });
  });
});

describe('a copied command', () => {
  test.each([
    ['', 'hubble observe'],
    ['verdict:DROPPED', 'hubble observe --verdict DROPPED'],
    ['from.pod:cart to.port:80-81', 'hubble observe --from-pod /cart --to-port 80 --to-port 81'],
    ['-proto:udp,dns', 'hubble observe --not --protocol udp --not --protocol dns'],
    ['-proto:udp -verdict:FORWARDED', `hubble observe --not --protocol udp --denylist '{"verdict":["FORWARDED"]}'`],
    ['label:"app in (a,b)"', "hubble observe --label 'app in (a,b)'"],
    ['http.path:"it\'s"', `hubble observe --http-path 'it'\\''s'`],
    ['tcp:SYN+ACK encrypted:false', 'hubble observe --tcp-flags SYN,ACK --unencrypted'],
    [
      'reply:false port:53',
      `hubble observe --allowlist '{"reply":[false],"source_port":["53"]}' --allowlist '{"reply":[false],"destination_port":["53"]}'`,
    ],
    ['end.pod:a/b end.label:x', 'hubble observe --pod a/b --label x'],
    ['reason:=POLICY_DENIED', 'hubble observe --drop-reason-desc POLICY_DENIED'],
  ])('%s', (text, command) => {
    const { command: said, unsaid, notes } = printed(text);
    expect(said).toBe(command);
    expect([...unsaid, ...notes]).toEqual([]);
  });

  test('names what it cannot say and where it differs', () => {
    expect(printed('cart verdict:DROPPED').unsaid).toEqual([
      "cart has no words in hubble's command line and is left out.",
    ]);
    expect(printed('policy:p -dns.rcode:NXDOMAIN').unsaid).toHaveLength(2);
    expect(printed('ns:shop').notes.join()).toContain("the pod's namespace alone");
    expect(printed('verdict:denied').notes.join()).toContain('DROPPED');
    expect(printed('ns:s*').unsaid).toHaveLength(1);
    expect(printed('pod:"a\u001b[201~"').command).toBe(
      `hubble observe --allowlist '{"source_pod":["/a\\u001b[201~"]}' --allowlist '{"destination_pod":["/a\\u001b[201~"]}'`,
    );
    expect(printed('pod:"a\u0085"').unsaid).toHaveLength(1);
  });

  test('tells the time as hubble does', () => {
    const range = { from: '-1d2h', to: '2026-05-04T10:20:30Z', follow: true };
    expect(printCommand({ tokens: [] }, range).command).toBe(
      'hubble observe --since 24h2h --until 2026-05-04T10:20:30Z --follow',
    );
    expect(printCommand({ tokens: [] }, { from: 'whenever' }).unsaid).toHaveLength(1);
  });
});

test('what was copied and pasted again selects the same flows, unless it said otherwise', () => {
  let said = 0;
  fc.assert(
    fc.property(arbitraryFilter(), fc.array(arbitraryWholeFlow(), { minLength: 1, maxLength: 20 }), (filter, flows) => {
      const { command, unsaid } = printCommand(filter);
      const again = parseCommand(command);
      if (unsaid.length > 0 || again.untaken.length > 0) return;
      said++;
      const [before, after] = [compileFilter(recorded(filter)), compileFilter(recorded(again.filter))];
      for (const flow of flows) expect(after(flow), command).toBe(before(flow));
      const twice = parseCommand(printCommand(again.filter).command).filter;
      expect(sorted(recorded(twice))).toEqual(sorted(recorded(again.filter)));
    }),
    { numRuns: 3000 },
  );
  expect(said).toBeGreaterThan(800);
});

/** All tokens must hold, in whatever order. */
const sorted = ({ tokens }: Filter): readonly string[] => tokens.map(printToken).sort();

/** By what Hubble recorded alone, as commands go; denied and wildcards are what flags can say of them. */
const recorded = ({ tokens }: Filter): Filter => ({
  tokens: tokens.map((token) => ({
    ...token,
    values: token.values.flatMap((value) => recordedValues(token.key, value)),
  })),
});

function recordedValues(key: FilterKey, value: string): string[] {
  if (key === 'verdict' && value === 'denied') return ['DROPPED'];
  if (!['ns', 'workload', 'cluster', 'reason'].includes(key) || value.startsWith('=')) return [value];
  if (key === 'reason') return dropReasonNames.filter(compileGlob(value)).map((name) => `=${name}`);
  return [hasGlob(value) ? value : `=${value}`];
}

describe('words of a shell', () => {
  test('survive quoting and splitting', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }).filter((word) => !word.includes('\u0000'))), (words) => {
        expect(splitShell(words.map(quoteShell).join(' ')).words).toEqual(words);
      }),
    );
  });

  test('are read from quotes of all kinds as a shell reads them', () => {
    const said = fc.stringMatching(/^[ -&(-Z_-~\n]{0,4}$/).map((text) => text.replace(/["$!\\`]/g, 'q'));
    const inDollar = fc.constantFrom('\\n', "\\'", '\\\\', '\\x41', '\\101', '\\u00e9', '\\"', '\\?', 'x');
    const piece = fc.oneof(
      said.map((text) => `'${text}'`),
      fc.tuple(said, fc.constantFrom('', '\\$', '\\"', '\\\\', '\\a', '\\\n')).map((parts) => `"${parts.join('')}"`),
      fc.array(inDollar, { maxLength: 4 }).map((parts) => `$'${parts.join('')}'`),
      fc.constantFrom('\\ ', '\\#', 'a', '-', '\\\n', 'é', '$"b c"', '#'),
    );
    const words = fc.sample(fc.array(piece, { minLength: 1, maxLength: 4 }), { numRuns: 300, seed: 4 });
    const line = words.map((pieces) => `x${pieces.join('')}`).join(' ');
    const read = execFileSync('bash', ['--norc', '-c', `printf '%s\\0' ${line}`], {
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    expect(splitShell(line).words).toEqual(read.toString().split('\0').slice(0, -1));
  });

  test('are what a real shell makes of them', () => {
    const words = [
      "it's",
      'a b',
      '$HOME',
      '`id`',
      '*',
      '~',
      '!x',
      '',
      '-',
      '\\',
      '"',
      '#no',
      'a=b',
      '{a,b}',
      'é',
      ';',
      'new\nline',
      '=x',
      "''",
    ];
    const line = `printf '%s\\0' ${words.map(quoteShell).join(' ')}`;
    expect(execFileSync('/bin/sh', ['-c', line]).toString().split('\0').slice(0, -1)).toEqual(words);
  });
});

test('hostile text is read without a throw', () => {
  const piece = fc.constantFrom(
    'hubble',
    ' observe ',
    '--pod',
    ' ',
    "'",
    '"',
    '\\',
    '--not',
    '=',
    '-n',
    '{',
    '$x',
    '|',
    '--allowlist',
    '{"a":1}',
    '__proto__',
    '--since',
    '\n',
    '-',
    '--',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(piece).map((all) => `hubble observe ${all.join('')}`),
      ),
      (text) => void parseCommand(text),
    ),
    { numRuns: 2000 },
  );
  expect(parseCommand('x'.repeat(100_000)).untaken).toHaveLength(1);
});

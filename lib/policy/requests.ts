// What the proxy lets through: HTTP requests and DNS questions against the rules of a port.
import { compilePattern } from '@/lib/filter/match/patterns';
import { masked } from '@/lib/flow/mask';
import type { Attempt, HttpRequest } from '@/lib/policy/end';
import { all, any, type Judgement } from '@/lib/policy/judgement';
import type { HttpMatch, NameMatch, Requests } from '@/lib/policy/policy';

/** Whether rules let the request of an attempt through; unknown where it was not seen. */
export function letsThrough(requests: Requests, { http, dns }: Attempt): Judgement {
  switch (requests.kind) {
    case 'unjudged':
      return 'unknown';
    case 'http':
      return http ? any(requests.rules.map((rule) => httpMatches(rule, http))) : 'unknown';
    case 'dns':
      return dns === null ? 'unknown' : any(requests.rules.map((rule) => nameMatches(rule, dns)));
  }
}

/** Method, path and host are expressions of the whole value; header values are literal. */
function httpMatches(rule: HttpMatch, { method, path, host, headers }: HttpRequest): Judgement {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return all([
    isWhole(rule.method, method),
    isWhole(rule.path, path),
    isWhole(rule.host, host),
    ...rule.headers.map(({ name, value, lenient, secret }): Judgement => {
      const sent = byName.get(name.toLowerCase());
      if (lenient) return 'yes';
      if (sent === undefined) return 'no';
      if (secret) return 'unknown';
      return value === null || sent === value ? 'yes' : isHidden(sent) ? 'unknown' : 'no';
    }),
  ]);
}

/** What is hidden in the value may be what the expression asks for. */
function isWhole(pattern: string, value: string): Judgement {
  if (pattern === '' || compilePattern(`^(?:${pattern})$`)(value)) return 'yes';
  return isHidden(value) ? 'unknown' : 'no';
}

/** By Eyepiece, or by Hubble itself where it is told to. */
const isHidden = (value: string): boolean => value.includes(masked) || value.includes('HUBBLE_REDACTED');

/** A star stands for part of a label; alone for every name; two in front for any number of labels (Cilium 1.18). */
export function nameMatches({ pattern, exact }: NameMatch, name: string): Judgement {
  const [wanted, asked] = [plainName(pattern), plainName(name)];
  if (exact) return wanted === asked ? 'yes' : 'no';
  if (wanted === '*') return 'yes';
  const deep = wanted.startsWith('**.');
  const parts = (deep ? wanted.slice(3) : wanted).split('*').map((part) => part.replaceAll('.', '[.]'));
  const source = `^${deep ? '([-a-z0-9_]+[.])+' : ''}${parts.join('[-a-z0-9_]*')}$`;
  return compilePattern(source)(asked) ? 'yes' : 'no';
}

const plainName = (name: string): string => name.toLowerCase().replace(/\.$/, '');

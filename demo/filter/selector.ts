// Kubernetes label selectors (`a=b,c in (d,e),!f`) over Cilium labels (`source:key=value`).
// Grammar and validation follow k8s.io/apimachinery/pkg/labels; keys follow Cilium 1.19.
import { contains, parseRange } from '@/demo/filter/address';
import { FilterFault } from '@/demo/filter/fault';

export interface Label {
  readonly source: string;
  readonly key: string;
  readonly value: string;
}

export type LabelTest = (labels: readonly Label[]) => boolean;

/** The empty text selects everything; throws FilterFault on bad text. */
export function parseSelector(text: string): LabelTest {
  if (text === '') return () => true;
  const parser = new Parser(text);
  const requirements = parser.requirements();
  return (labels) => requirements.every((holds) => holds(labels));
}

/** Reads `source:key=value`; without a source it is `unspec`, and `reserved.x` or `$x` is `reserved:x`. */
export function parseLabel(text: string): Label {
  const { source, rest } = splitSource(text);
  const equals = rest.indexOf('=');
  if (equals < 0) return { source, key: rest, value: '' };
  if (equals === 0 && source === 'reserved') return { source, key: rest.slice(1), value: '' };
  return { source, key: rest.slice(0, equals), value: rest.slice(equals + 1) };
}

function splitSource(text: string): { source: string; rest: string } {
  if (text.startsWith('$')) return { source: 'reserved', rest: text.slice(1) };
  const colon = text.indexOf(':');
  if (colon >= 0) return { source: text.slice(0, colon), rest: text.slice(colon + 1) };
  if (text.startsWith('reserved.')) return { source: 'reserved', rest: text.slice('reserved.'.length) };
  return { source: 'unspec', rest: text };
}

type Operator = '=' | '==' | '!=' | 'in' | 'notin' | '>' | '<' | 'exists' | '!';

class Parser {
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(text: string) {
    this.tokens = tokenize(text);
  }

  requirements(): LabelTest[] {
    const found = [this.requirement()];
    while (this.peek() !== '') {
      this.expect(',', "',' or 'end of string'");
      found.push(this.requirement());
    }
    return found;
  }

  private requirement(): LabelTest {
    const negated = this.peek() === '!';
    if (negated) this.next();
    const key = qualify(this.identifier());
    if (negated) return requirement(key, '!', []);
    if (this.peek() === '' || this.peek() === ',') return requirement(key, 'exists', []);
    const operator = this.operator();
    const values = operator === 'in' || operator === 'notin' ? this.values() : [this.exactValue()];
    return requirement(key, operator, values);
  }

  private operator(): Operator {
    const token = this.next();
    if (!isBinaryOperator(token)) throw new FilterFault(`found '${token}', expected: in, notin, =, ==, !=, gt, lt`);
    return token;
  }

  private exactValue(): string {
    return this.peek() === '' || this.peek() === ',' ? '' : this.identifier();
  }

  /** `(a,b)`; nothing before or after a comma is the empty value. */
  private values(): string[] {
    this.expect('(', "'('");
    const values: string[] = [];
    while (this.peek() !== ')') {
      values.push(this.peek() === ',' ? '' : this.identifier());
      if (this.peek() === ')') break;
      this.expect(',', "',' or ')'");
      if (this.peek() === ')') values.push('');
    }
    this.expect(')', "')'");
    return values;
  }

  private identifier(): string {
    const token = this.next();
    if (token === '' || symbols.has(token)) throw new FilterFault(`found '${token}', expected: identifier`);
    return token;
  }

  private expect(token: string, what: string): void {
    const found = this.next();
    if (found !== token) throw new FilterFault(`found '${found}', expected: ${what}`);
  }

  private peek(): string {
    return this.tokens[this.at] ?? '';
  }

  private next(): string {
    const token = this.peek();
    this.at += 1;
    return token;
  }
}

const symbols = new Set(['(', ')', ',', '=', '==', '!=', '!', '>', '<']);
const binaryOperators: readonly string[] = ['=', '==', '!=', 'in', 'notin', '>', '<'];

function isBinaryOperator(token: string): token is Operator {
  return binaryOperators.includes(token);
}

function tokenize(text: string): string[] {
  return text.match(/==|!=|[=!(),><]|[^ \t\r\n=!(),><]+/g) ?? [];
}

/** Cilium 1.19 puts the source before the key with a dot, `any` when there is none, and then validates. */
function qualify(literal: string): { source: string; key: string } {
  const colon = literal.indexOf(':');
  const source = colon < 0 ? 'any' : literal.slice(0, colon);
  const key = colon < 0 ? literal : literal.slice(colon + 1);
  validateKey(`${source}.${key}`);
  return { source, key };
}

const namePattern = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const domainPattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

function validateKey(qualified: string): void {
  const parts = qualified.split('/');
  const name = parts.at(-1) ?? '';
  const prefix = parts.length > 1 ? parts[0] : undefined;
  const bad =
    parts.length > 2 ||
    name.length > 63 ||
    !namePattern.test(name) ||
    (prefix !== undefined && (prefix.length > 253 || !domainPattern.test(prefix)));
  if (bad) throw new FilterFault(`unable to parse requirement: Invalid value: ${JSON.stringify(qualified)}`);
}

function validateValue(value: string): void {
  if (value === '' || (value.length <= 63 && namePattern.test(value))) return;
  throw new FilterFault(`unable to parse requirement: Invalid value: ${JSON.stringify(value)}`);
}

function requirement(key: { source: string; key: string }, operator: Operator, values: readonly string[]): LabelTest {
  values.forEach(validateValue);
  if ((operator === 'in' || operator === 'notin') && values.length === 0) {
    throw new FilterFault("unable to parse requirement: for 'in', 'notin' operators, values set can't be empty");
  }
  const find = finder(key);
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return (labels) => values.includes(find(labels)?.value ?? missing);
    case '!=':
    case 'notin':
      return (labels) => !values.includes(find(labels)?.value ?? missing);
    case 'exists':
      return (labels) => find(labels) !== undefined;
    case '!':
      return (labels) => find(labels) === undefined;
    case '>':
    case '<':
      return comparison(find, operator, values[0] ?? '');
  }
}

/** No label value can hold a blank. */
const missing = ' missing ';

function comparison(
  find: (labels: readonly Label[]) => Label | undefined,
  operator: '>' | '<',
  text: string,
): LabelTest {
  const bound = integer(text);
  if (bound === undefined) throw new FilterFault("for 'Gt', 'Lt' operators, the value must be an integer");
  return (labels) => {
    const value = integer(find(labels)?.value ?? '');
    if (value === undefined) return false;
    return operator === '>' ? value > bound : value < bound;
  };
}

function integer(text: string): bigint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  return value === BigInt.asIntN(64, value) ? value : undefined;
}

function finder(wanted: { source: string; key: string }): (labels: readonly Label[]) => Label | undefined {
  if (wanted.source === 'cidr') return cidrFinder(wanted.key);
  return (labels) =>
    labels.find((label) => label.key === wanted.key && (wanted.source === 'any' || label.source === wanted.source));
}

/** A `cidr` key also selects labels of ranges inside it. Label keys write IPv6 with dashes for colons. */
function cidrFinder(key: string): (labels: readonly Label[]) => Label | undefined {
  const outer = parseRange(key.replaceAll('-', ':'));
  return (labels) =>
    labels.find((label) => {
      if (label.source !== 'cidr') return false;
      if (label.key === key) return true;
      const inner = outer && parseRange(label.key.replaceAll('-', ':'));
      return (
        inner !== undefined && outer !== undefined && inner.length >= outer.length && contains(outer, inner.address)
      );
    });
}

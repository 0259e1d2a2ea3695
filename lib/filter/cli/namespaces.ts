// Namespaces beside names of pods and services: hubble puts the one before the other.
import type { Side, Token } from '@/lib/filter/filter';

/** `--namespace shop --pod cart` is the pod shop/cart; a name without a namespace is otherwise one of default. */
export function withNamespaces(tokens: readonly Token[], problems: string[]): readonly Token[] {
  const spaces = tokens.filter(({ key }) => key === 'ns');
  const names = tokens.filter(({ key }) => key === 'pod' || key === 'service');
  const others = tokens.filter((token) => !spaces.includes(token) && !names.includes(token));
  if (isTorn(names)) problems.push('hubble does not take a pod and a service of different namespaces.');
  const full = names.map((token) => canonical(withSpaces(token, spaces, problems)));
  const used = new Set<Side>(names.map(({ side }) => side));
  return [...spaces.filter(({ side }) => !used.has(side)).map(spaceToken), ...full, ...others];
}

/** The empty namespace is every one. */
function spaceToken(token: Token): Token {
  return token.values.includes('') ? { ...token, key: 'pod', values: ['/'] } : token;
}

function withSpaces(token: Token, spaces: readonly Token[], problems: string[]): Token {
  const beside = spaces.filter(({ side }) => side !== token.side && (side === 'either' || token.side === 'either'));
  if (beside.length > 0) return inAny(token, beside, problems);
  return prefixed(
    token,
    spaces.filter(({ side }) => side === token.side).flatMap(({ values }) => values),
    problems,
  );
}

const canonical = (token: Token): Token => ({
  ...token,
  values: [...new Set(token.values.map((value) => (value !== '/' && value.startsWith('/') ? value.slice(1) : value)))],
});

/** Every name that has no namespace in every one of these. */
function prefixed(token: Token, spaces: readonly string[], problems: string[]): Token {
  const before = spaces.length > 0 ? spaces : ['default'];
  const values = token.values.flatMap((value) => {
    if (!value.includes('/')) return before.map((space) => `${space}/${value}`);
    if (spaces.length > 0 && !spaces.includes(spaceOf(value)))
      problems.push(`hubble does not take ${token.key} "${value}" together with another namespace.`);
    return [value];
  });
  return { ...token, values };
}

/** `--from-namespace a --to-namespace b --pod x`: each end has its namespace, so the name may be of any. */
function inAny(token: Token, spaces: readonly Token[], problems: string[]): Token {
  const sides = new Set(spaces.map(({ side }) => side));
  if (token.side !== 'either' || !sides.has('from') || !sides.has('to')) {
    problems.push(
      `Write the namespace before the ${token.key} ("${token.values.join('", "')}"): hubble's namespaces with and without a side cannot be told apart here.`,
    );
    return prefixed(token, [], problems);
  }
  return { ...token, values: token.values.map((value) => (value.includes('/') ? value : `/${value}`)) };
}

const spaceOf = (value: string): string => value.slice(0, Math.max(0, value.indexOf('/')));

/** Pods and services of one side, none of which share a namespace. */
function isTorn(names: readonly Token[]): boolean {
  const spacesOf = (key: string, side: Side) =>
    names
      .filter((token) => token.key === key && token.side === side)
      .flatMap(({ values }) => values.filter((value) => value.includes('/')).map(spaceOf));
  return (['from', 'to', 'either'] as const).some((side) => {
    const [pods, services] = [spacesOf('pod', side), spacesOf('service', side)];
    return pods.length > 0 && services.some((space) => !pods.includes(space));
  });
}

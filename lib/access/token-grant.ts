// What a token may be made of: never more than its maker has.
import { randomUUID } from 'node:crypto';
import type { Filter } from '@/lib/filter/filter';
import type { EpochMs } from '@/lib/flow/flow';
import { type FarEnd, farEnds, type Grant, type Sight } from '@/lib/sight/sight';
import { canBeWithin, type EmbedToken, type TokenView, tokenViews } from './token';
import { readOrigins, readSight } from './token-claims';

export interface TokenWish {
  readonly views: readonly TokenView[];
  readonly within: Filter;
  readonly origins: readonly string[];
  readonly lifeMs: number;
  /** Of the maker's namespaces only these, `cluster/namespace` or `namespace`; null: all. */
  readonly namespaces: readonly string[] | null;
  /** null: as the maker's. */
  readonly farEnd: FarEnd | null;
}

export interface TokenMaker {
  readonly name: string | null;
  readonly sight: Sight;
}

export type Granted =
  | { readonly ok: true; readonly token: EmbedToken }
  /** One sentence. */
  | { readonly ok: false; readonly problem: string };

/** Narrower than what its maker may see or as wide, and living no longer than `maxLifeMs`. */
export function grantToken(wish: TokenWish, maker: TokenMaker, limits: { maxLifeMs: number; nowMs: EpochMs }): Granted {
  const { maxLifeMs, nowMs } = limits;
  const views = tokenViews.filter((view) => wish.views.includes(view));
  const origins = readOrigins(wish.origins);
  const grants = wish.namespaces === null ? maker.sight.grants : wish.namespaces.map(grantOf);
  const beyond = grants?.find((grant) => !isCovered(grant, maker.sight.grants));
  const isWider = wish.farEnd !== null && farEnds.indexOf(wish.farEnd) < farEnds.indexOf(maker.sight.farEnd);
  if (views.length === 0) return bad(`Name at least one view of ${tokenViews.join(', ')}.`);
  if (!origins) return bad('Name the origins of the pages that show the views, such as https://portal.example.');
  if (!canBeWithin(wish.within))
    return bad('The filter of a token cannot hold cel, or a regular expression that is none.');
  if (!(wish.lifeMs >= 1_000)) return bad('A token must live for a second at least.');
  if (wish.lifeMs > maxLifeMs) return bad(`A token may live for ${maxLifeMs / 1_000} seconds at most.`);
  if (beyond) return bad(`You may not see ${beyond.cluster}/${beyond.namespace} yourself.`);
  if (isWider) return bad(`You see the other end of a conversation as ${maker.sight.farEnd} yourself.`);
  const sight = readSight({ grants: grants ?? null, farEnd: wish.farEnd ?? maker.sight.farEnd });
  if (!sight) return bad('Namespaces are names of at most 253 characters, with * for any text; 200 at most.');
  const common = { id: randomUUID(), madeBy: maker.name, untilMs: nowMs + wish.lifeMs };
  return { ok: true, token: { ...common, views, within: wish.within, sight, origins } };
}

function grantOf(text: string): Grant {
  const slash = text.indexOf('/');
  return slash < 0
    ? { cluster: '*', namespace: text }
    : { cluster: text.slice(0, slash), namespace: text.slice(slash + 1) };
}

/** Whether some one grant of the maker's has all of it: a `*` of what is asked must fall within a `*` of the maker's. */
function isCovered(asked: Grant, own: readonly Grant[] | null): boolean {
  if (own === null) return true;
  return own.some((grant) => covers(grant.cluster, asked.cluster) && covers(grant.namespace, asked.namespace));
}

function covers(pattern: string, asked: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === asked;
  const last = rest.pop() ?? '';
  if (!asked.startsWith(first) || asked.length < first.length + last.length || !asked.endsWith(last)) return false;
  const middle = asked.slice(first.length, asked.length - last.length);
  let from = 0;
  return rest.every((part) => {
    const at = middle.indexOf(part, from);
    from = at + part.length;
    return at >= 0;
  });
}

const bad = (problem: string): Granted => ({ ok: false, problem });

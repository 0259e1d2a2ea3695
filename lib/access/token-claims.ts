// Claims of an embed token, read by hand: whoever signs may still write anything. Null is what cannot be used.
import { readAncestors } from '@/lib/embed/ancestors';
import { farEnds, type Grant, type Sight, seesAll } from '@/lib/sight/sight';

const mostGrants = 200;
const mostOrigins = 20;
const longestName = 253;

/** At least one, all of them known; in the order of `known`. */
export function readViews<View extends string>(claim: unknown, known: readonly View[]): readonly View[] | null {
  if (!Array.isArray(claim) || claim.length === 0) return null;
  const views = known.filter((view) => claim.includes(view));
  return claim.every((one) => views.includes(one)) ? views : null;
}

/** Absent is everything: the filter alone narrows. */
export function readSight(claim: unknown): Sight | null {
  if (claim === undefined) return seesAll;
  if (!isRecord(claim)) return null;
  const farEnd = farEnds.find((known) => known === claim.farEnd);
  const grants = claim.grants === null ? null : readGrants(claim.grants);
  return farEnd && grants !== undefined ? { grants, farEnd } : null;
}

/** At least one, each as a frame-ancestors directive takes it. */
export function readOrigins(claim: unknown): readonly string[] | null {
  const isList = Array.isArray(claim) && claim.length > 0 && claim.length <= mostOrigins;
  if (!isList || !claim.every((one) => typeof one === 'string' && one !== '' && !/[\s,;]/.test(one))) return null;
  const read = readAncestors(claim.join(' '));
  return read.ok && !read.sources.includes("'none'") ? read.sources : null;
}

function readGrants(claim: unknown): readonly Grant[] | undefined {
  if (!Array.isArray(claim) || claim.length > mostGrants) return undefined;
  const grants = claim.flatMap((one) => {
    if (!isRecord(one) || !isPattern(one.cluster) || !isPattern(one.namespace)) return [];
    return [{ cluster: one.cluster, namespace: one.namespace }];
  });
  return grants.length === claim.length ? grants : undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPattern = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= longestName && !/[\s\p{Cc}]/u.test(value);

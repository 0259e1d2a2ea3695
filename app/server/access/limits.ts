// What one client may ask, so that none takes the server from the others: requests in a minute, and open streams.
import 'server-only';
import { type Allowance, createAllowance } from '@/lib/access/allowance';
import { AccessError } from '@/lib/access/error';
import { accessConfig } from './access-config';

interface Limits {
  readonly queries: Allowance;
  readonly signIns: Allowance;
  readonly streams: Map<string, number>;
}
const key = Symbol.for('eyepiece.limits');
const home = globalThis as typeof globalThis & { [key]?: Limits };

function limits(): Limits {
  home[key] ??= startingFrom(accessConfig().limits.queriesPerMinute);
  return home[key];
}

/**
 * Signing in takes two requests, which make the provider work as well. One in ten, 600 by default, is what an office
 * behind one address needs where 300 people come within a minute, and 5 in each second after that.
 */
const signInShare = 0.1;

function startingFrom(perMinute: number): Limits {
  const signIns = createAllowance(Math.ceil(perMinute * signInShare));
  return { queries: createAllowance(perMinute), signIns, streams: new Map() };
}

/** Throws AccessError where the client has asked too often. */
export function countQuery(client: string): void {
  const waitS = limits().queries.take(client, Date.now());
  if (waitS > 0)
    throw new AccessError('too-many-requests', `Ask again in ${waitS} s; too much was asked at once.`, waitS);
}

/** Whole seconds that whoever signs in from there has to wait; 0: go on, and it is counted. */
export const countSignIn = (client: string): number => limits().signIns.take(client, Date.now());

/** Throws AccessError where the client has too many open; else counts this one until it is ended. */
export function countStream(client: string, ended: AbortSignal): void {
  const { streams } = limits();
  const most = accessConfig().limits.streams;
  const open = streams.get(client) ?? 0;
  if (most > 0 && open >= most) {
    const sentence = `There are ${most} live streams open already; close some of their pages.`;
    throw new AccessError('too-many-requests', sentence, 30);
  }
  streams.set(client, open + 1);
  ended.addEventListener('abort', () => release(streams, client), { once: true });
}

function release(streams: Map<string, number>, client: string): void {
  const left = (streams.get(client) ?? 1) - 1;
  if (left > 0) streams.set(client, left);
  else streams.delete(client);
}

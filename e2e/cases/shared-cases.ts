// The recorded cases that every Hubble dashboard can be held to, in their own order. Each expectation is complete:
// what is not listed must not be there.
import type { Case } from './case';
import { controlCases } from './shared-control';
import { dropCases } from './shared-drops';
import { layer7Cases } from './shared-layer7';
import { oddCases } from './shared-odd';
import { policyCases } from './shared-policy';
import { trafficCases } from './shared-traffic';

export const sharedCases: readonly Case[] = [
  ...dropCases,
  ...policyCases,
  ...layer7Cases,
  ...trafficCases,
  ...controlCases,
  ...oddCases,
].sort((a, b) => (a.id < b.id ? -1 : 1));

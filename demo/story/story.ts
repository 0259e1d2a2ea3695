// The living story of the demo cluster: an endless, seeded sequence of flows, lost events and node changes.
import { Cast, type Party } from '@/demo/story/cast';
import { mixSeeds, Random } from '@/demo/story/random';
import { generatedServices } from '@/demo/story/scenes/generated';
import { guide } from '@/demo/story/scenes/guide';
import { noise } from '@/demo/story/scenes/noise';
import { kubeDns, platform } from '@/demo/story/scenes/platform';
import type { Happening } from '@/demo/story/scenes/scene';
import { shop } from '@/demo/story/scenes/shop';
import { Stage, type StoryItem } from '@/demo/story/stage';
import { Timeline } from '@/demo/story/timeline';

export interface StoryOptions {
  readonly seed: number;
  readonly startMs: number;
  /** Flows per second, about; the natural pace when absent. */
  readonly rate?: number;
  /** Generated services besides the fixed cast. */
  readonly services?: number;
  readonly nodes: readonly string[];
  /** Whether the last node goes away now and then. Default true. */
  readonly outages?: boolean;
}

/** Equal options give equal stories, uuids included. Items come in order of time. */
export function* story(options: StoryOptions): Generator<StoryItem, never> {
  const { seed, startMs } = options;
  const timeline = new Timeline<StoryItem | Cue>();
  const cast = new Cast(seed, options.nodes);
  const stage = new Stage(cast, seed, startMs, (item) => timeline.push(item.atMs, item));
  const pace = new Random(mixSeeds(seed, 3));
  for (const { happening, everyMs } of paced(cast, options)) {
    timeline.push(startMs + pace.between(0, everyMs), { kind: 'cue', happening, everyMs });
  }
  if (options.outages ?? true) planOutage(timeline, startMs + firstOutageMs);
  for (;;) {
    const next = timeline.pop();
    if (!next) throw new Error('a story without happenings');
    const { item, atMs } = next;
    if (item.kind === 'outage') {
      outage(stage, atMs);
      planOutage(timeline, atMs + betweenOutagesMs);
    } else if (item.kind === 'cue') {
      item.happening.happen(stage, atMs);
      timeline.push(atMs + pace.gap(item.everyMs), item);
    } else {
      yield item;
    }
  }
}

type Cue =
  | { readonly kind: 'cue'; readonly happening: Happening; readonly everyMs: number }
  | { readonly kind: 'outage' };

const firstOutageMs = 150_000;
const betweenOutagesMs = 240_000;
const outageMs = 20_000;

function planOutage(timeline: Timeline<StoryItem | Cue>, atMs: number): void {
  timeline.push(atMs, { kind: 'outage' });
}

function outage(stage: Stage, atMs: number): void {
  const node = stage.cast.nodes.at(-1);
  if (!node) return;
  stage.nodeChange(node, atMs, false);
  stage.nodeChange(node, atMs + outageMs, true);
}

/** Happenings with the pace that gives the rate: below the natural one all slow down, above it the bulk speeds up. */
function paced(cast: Cast, options: StoryOptions): { happening: Happening; everyMs: number }[] {
  const dns = kubeDns(cast);
  const guided = guide(cast, dns);
  const shopping = shop(cast, dns);
  const residents = residentsOf(cast);
  const steady = [...guided, ...platform(cast, dns, residents), ...noise(cast, dns, residents)];
  const bulk = [...shopping, ...generatedServices(cast, options.services ?? 0)];
  const steadyRate = naturalRate(steady, options.nodes);
  const bulkRate = naturalRate(bulk, options.nodes);
  const rate = options.rate ?? steadyRate + bulkRate;
  const steadySpeed = Math.min(1, rate / (steadyRate + bulkRate));
  const bulkSpeed = (rate - steadyRate * steadySpeed) / bulkRate;
  return [
    ...steady.map((happening) => ({ happening, everyMs: happening.everyMs / steadySpeed })),
    ...bulk.map((happening) => ({ happening, everyMs: happening.everyMs / bulkSpeed })),
  ];
}

/** Small pods on every node for probes and scrapes. */
function residentsOf(cast: Cast): readonly Party[] {
  return cast.workload({
    namespace: 'monitoring',
    name: 'node-exporter',
    kind: 'DaemonSet',
    replicas: cast.nodes.length,
    onNode: 0,
  }).pods;
}

const samples = 40;

/** Flows per second, measured by playing each happening a few times to nobody. */
function naturalRate(happenings: readonly Happening[], nodes: readonly string[]): number {
  let flows = 0;
  const silent = new Stage(new Cast(0, nodes), 0, 0, (item) => {
    if (item.kind === 'flow') flows += 1;
  });
  return happenings.reduce((rate, { everyMs, happen }) => {
    flows = 0;
    for (let sample = 0; sample < samples; sample += 1) happen(silent, 0);
    return rate + (flows / samples) * (1000 / everyMs);
  }, 0);
}

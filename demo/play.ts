// Plays a story into a relay's agents in real time, with some of its past already told.
import type { Agent } from '@/demo/agent/agent';
import type { Relay } from '@/demo/relay-server';
import type { StoryItem } from '@/demo/story/stage';
import { story } from '@/demo/story/story';
import { LostEventSource } from '@/proto/gen/flow/flow_pb';

export interface PlayOptions {
  readonly seed?: number;
  /** Flows per second, about. The story's natural pace when absent. */
  readonly rate?: number;
  /** Generated services besides the fixed cast. */
  readonly services?: number;
  /** Whether a node goes away now and then. Default true. */
  readonly outages?: boolean;
  /** Seconds of the past that the agents already hold. Default 60, less where the rings are too small for it. */
  readonly historyS?: number;
}

export interface Player {
  /** Nothing more happens until `resume`; what would have happened meanwhile never does. */
  pause(): void;
  resume(): void;
  stop(): void;
}

const tickMs = 20;
/** Items told in one turn at most, so that a long sleep of the machine does not block the relay. */
const itemsPerTick = 20_000;

export function playStory(relay: Relay, options: PlayOptions = {}): Player {
  const { seed = 1, rate, services = 0, outages = true } = options;
  const agents = new Map(relay.nodeNames().map((name) => [name, relay.agent(name)]));
  const historyMs = historyOf(options, [...agents.values()]);
  const startMs = Date.now() - historyMs;
  const items = story({
    seed,
    startMs,
    nodes: [...agents.keys()],
    services,
    outages,
    ...(rate !== undefined && { rate }),
  });
  let next = items.next().value;
  const tell = () => {
    const nowMs = Date.now();
    for (let told = 0; next.atMs <= nowMs && told < itemsPerTick; told += 1) {
      act(relay, agents, next);
      next = items.next().value;
    }
    relay.wake();
  };
  tell();
  return ticker(tell, () => {
    const nowMs = Date.now();
    while (next.atMs <= nowMs) next = items.next().value;
  });
}

/** Calls `tick` every 20 ms except while paused; `onResume` gets the length of the pause. */
export function ticker(tick: () => void, onResume: (pausedMs: number) => void): Player {
  let timer: NodeJS.Timeout | undefined = setInterval(tick, tickMs);
  let pausedSince = 0;
  const halt = () => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    pause: () => {
      if (timer) pausedSince = Date.now();
      halt();
    },
    resume: () => {
      if (timer) return;
      onResume(Date.now() - pausedSince);
      timer = setInterval(tick, tickMs);
    },
    stop: halt,
  };
}

function act(relay: Relay, agents: ReadonlyMap<string, Agent>, item: StoryItem): void {
  switch (item.kind) {
    case 'flow':
      agents.get(item.node)?.record(item.flow);
      return;
    case 'lost':
      agents.get(item.node)?.lose({ source: LostEventSource.PERF_EVENT_RING_BUFFER, count: item.count, cpu: item.cpu });
      return;
    case 'node':
      relay.setNode(item.node, item.up ? 'up' : 'down', { restart: true });
  }
}

function historyOf({ historyS = 60, rate = 150 }: PlayOptions, agents: readonly Agent[]): number {
  const room = agents.reduce((sum, { ring }) => sum + ring.capacity, 0);
  return Math.min(historyS, room / rate) * 1000;
}

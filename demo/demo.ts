// The demo cluster in one call: a relay, and the story or the load that plays in it.
import { playLoad, storyRateLimit } from '@/demo/load';
import { type Player, type PlayOptions, playStory } from '@/demo/play';
import { demoNodes, type Relay, type RelayOptions, startRelay } from '@/demo/relay-server';

export interface DemoOptions extends RelayOptions, PlayOptions {
  /** Number of nodes when `nodes` is absent; the first three have names of their own. */
  readonly nodeCount?: number;
}

export interface DemoRelay {
  readonly relay: Relay;
  readonly player: Player;
  stop(): Promise<void>;
}

/** Takes pushed flows where all other nodes play load. */
const pushNode = 'demo/test-server-quiet';

/** Above 4 000 flows/s pre-encoded messages take the story's place, and rings are as large as Hubble allows. */
export async function startDemoRelay(options: DemoOptions = {}): Promise<DemoRelay> {
  const { rate, nodeCount = demoNodes.length } = options;
  const isLoad = rate !== undefined && rate > storyRateLimit;
  const relay = await startRelay({
    nodes: nodeNames(nodeCount),
    ...options,
  });
  const player = isLoad ? playLoad(relay, { ...options, rate }) : playStory(relay, options);
  if (isLoad) relay.setNode(pushNode, 'up');
  const stop = async () => {
    player.stop();
    await relay.stop();
  };
  return { relay, player, stop };
}

export function nodeNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => demoNodes[index] ?? `demo/test-server-agent-${index}`);
}

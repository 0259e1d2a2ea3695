// Any number of services more, for scale: fifty to a namespace, each calling a few of the others.
import type { Cast, Workload } from '@/demo/story/cast';
import { briefConnection, httpCall, type Route } from '@/demo/story/exchanges';
import { anyPod, type Happening, happening } from '@/demo/story/scenes/scene';
import type { Stage } from '@/demo/story/stage';

const perNamespace = 50;
const callees = 3;

export function generatedServices(cast: Cast, count: number): Happening[] {
  if (count === 0) return [];
  const services = new Map<number, Workload>();
  const service = (index: number): Workload => {
    const known = services.get(index);
    if (known) return known;
    const made = cast.workload(specOf(index));
    services.set(index, made);
    return made;
  };
  for (let index = 0; index < count; index += 1) service(index);
  return [
    happening('generated services call each other', 40, (stage, atMs) => {
      const from = stage.random.int(0, count - 1);
      call(stage, atMs, service(from), service(calleeOf(stage, from, count)));
    }),
  ];
}

function specOf(index: number): { namespace: string; name: string } {
  const number = String(index + 1).padStart(4, '0');
  return { namespace: `apps-${String(Math.floor(index / perNamespace) + 1).padStart(2, '0')}`, name: `svc-${number}` };
}

/** Each service calls the same few others: near ones mostly, one of them far away. */
function calleeOf({ random }: Stage, from: number, count: number): number {
  const which = random.int(1, callees);
  return (from + (which === callees ? 1 + ((from * 31) % count) : which)) % count;
}

function call(stage: Stage, atMs: number, from: Workload, to: Workload): void {
  const route: Route = { client: anyPod(stage, from), server: anyPod(stage, to), port: 8080 };
  if (stage.random.chance(0.5)) {
    briefConnection(stage, atMs, route);
    return;
  }
  const url = `http://${to.name}.${to.namespace}.svc.cluster.local:8080/v1/things/${stage.random.int(1, 999)}`;
  const code = stage.random.chance(0.02) ? 500 : 200;
  httpCall(stage, atMs, route, { method: 'GET', url, code, latencyMs: stage.random.latency(6) });
}

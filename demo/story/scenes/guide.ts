// Namespace network-policy-test: the policies of the Cilium guide, allowed and refused traffic side by side.
import type { Cast, Party, Workload } from '@/demo/story/cast';
import {
  connection,
  httpCall,
  keptTraffic,
  lookup,
  ping,
  type Route,
  refusedAtServer,
  socketTranslation,
} from '@/demo/story/exchanges';
import { policies } from '@/demo/story/policies';
import { anyPod, type Happening, happening } from '@/demo/story/scenes/scene';
import type { Stage } from '@/demo/story/stage';

const namespace = 'network-policy-test';

export function guide(cast: Cast, dns: Workload): Happening[] {
  const frontend = cast.workload({
    namespace,
    name: 'frontend',
    labels: { app: 'frontend', role: 'frontend' },
    replicas: 2,
    onNode: 1,
  });
  const backend = bare(cast, 'backend', { role: 'backend' }, 0);
  const testPod = bare(cast, 'test-pod', { run: 'test-pod' }, 0);
  const netpod = bare(cast, 'netpod', { app: 'netpod' }, 1);
  return [
    ...frontendCalls(cast, { frontend, backend, testPod, dns }),
    ...apiCalls(cast, frontend),
    ...databaseCalls(cast),
    happening('netpod pings frontend', 5000, (stage, atMs) =>
      ping(stage, atMs, { client: netpod, server: anyPod(stage, frontend), port: 0, ingress: [policies.icmpFrontend] }),
    ),
    happening('netpod pings backend', 5000, (stage, atMs) =>
      ping(stage, atMs, { client: netpod, server: backend, port: 0, ingress: [policies.icmpBackend] }),
    ),
  ];
}

function bare(cast: Cast, name: string, labels: Record<string, string>, onNode: number): Party {
  const [pod] = cast.workload({ namespace, name, kind: 'Pod', labels, onNode }).pods;
  if (!pod) throw new Error('a workload has a pod');
  return pod;
}

function frontendCalls(
  cast: Cast,
  { frontend, backend, testPod, dns }: { frontend: Workload; backend: Party; testPod: Party; dns: Workload },
): Happening[] {
  const service = { name: 'frontend', namespace, address: cast.world(frontend.serviceIp) };
  const ask = (stage: Stage, atMs: number, client: Party) =>
    lookup(stage, atMs, client, anyPod(stage, dns), { query: `frontend.${namespace}.svc.cluster.local.` });
  return [
    happening('backend fetches frontend', 2500, (stage, atMs) => {
      const route: Route = {
        client: backend,
        server: anyPod(stage, frontend),
        port: 80,
        ingress: [policies.allowFrontend],
      };
      ask(stage, atMs, backend);
      socketTranslation(stage, atMs + 3, route, service);
      connection(stage, atMs + 4, route);
    }),
    happening('test-pod is refused by frontend', 4000, (stage, atMs) => {
      ask(stage, atMs, testPod);
      refusedAtServer(stage, atMs + 3, { client: testPod, server: anyPod(stage, frontend), port: 80 });
    }),
  ];
}

function apiCalls(cast: Cast, frontend: Workload): Happening[] {
  const server = cast.workload({ namespace, name: 'api-server', replicas: 2, onNode: 1 });
  const call = (name: string, everyMs: number, method: string, path: (stage: Stage) => string, refused = false) =>
    happening(name, everyMs, (stage, atMs) => {
      const route: Route = {
        client: anyPod(stage, frontend),
        server: anyPod(stage, server),
        port: 8080,
        ingress: [policies.l7Http],
        proxied: true,
      };
      const packet = stage.random.chance(0.25) ? connection(stage, atMs, route) : undefined;
      const url = `http://api-server.${namespace}.svc.cluster.local:8080${path(stage)}`;
      const code = stage.random.chance(0.03) ? 500 : method === 'POST' ? 201 : 200;
      httpCall(stage, atMs + 1.5, route, { method, url, code, latencyMs: stage.random.latency(8), refused }, packet);
    });
  return [
    call(
      'frontend reads the API',
      1800,
      'GET',
      ({ random }) => `/api/v1/${random.pick(['users', 'items', 'orders'])}/${random.int(1, 99)}`,
    ),
    call('frontend writes to the API', 7000, 'POST', () => '/api/v1/data'),
    call('frontend deletes a user and is refused', 5000, 'DELETE', () => '/api/v1/users/42', true),
  ];
}

function databaseCalls(cast: Cast): Happening[] {
  const database = cast.workload({ namespace, name: 'database', kind: 'StatefulSet', onNode: 2 });
  const webapp = cast.workload({ namespace, name: 'webapp', replicas: 2, onNode: 0 });
  const adminTools = cast.workload({ namespace, name: 'admin-tools', onNode: 1 });
  const reporting = cast.workload({ namespace, name: 'reporting', kind: 'CronJob', onNode: 0 });
  const route = (stage: Stage, client: Workload, ingress?: Route['ingress']): Route => ({
    client: anyPod(stage, client),
    server: anyPod(stage, database),
    port: 3306,
    ...(ingress && { ingress }),
  });
  return [
    happening('webapp queries the database', 2200, (stage, atMs) => keptTraffic(stage, atMs, route(stage, webapp))),
    happening('webapp connects to the database', 12_000, (stage, atMs) => {
      connection(stage, atMs, route(stage, webapp, [policies.database]), 900);
    }),
    happening('admin-tools connects to the database', 20_000, (stage, atMs) => {
      connection(stage, atMs, route(stage, adminTools, [policies.database]), 300);
    }),
    happening('reporting is refused by the database', 9000, (stage, atMs) =>
      refusedAtServer(stage, atMs, route(stage, reporting)),
    ),
  ];
}

// Namespace shop: a dozen services with HTTP calls, databases, DNS, the outside world, and the odd refusal.
import type { Cast, Party, Workload } from '@/demo/story/cast';
import {
  awaitingAuthentication,
  briefConnection,
  connection,
  httpCall,
  keptTraffic,
  lookup,
  noBackend,
  type Route,
  refusedAtClient,
  searchLookup,
} from '@/demo/story/exchanges';
import { policies } from '@/demo/story/policies';
import { anyPod, type Happening, happening } from '@/demo/story/scenes/scene';
import type { Stage } from '@/demo/story/stage';

const namespace = 'shop';

const serviceNames = [
  'gateway',
  'catalog',
  'cart',
  'checkout',
  'payments',
  'orders',
  'search',
  'recommender',
  'profiles',
  'ads',
  'currency',
  'shipping',
] as const;
type ServiceName = (typeof serviceNames)[number];

type Shop = Readonly<Record<ServiceName | 'redis' | 'postgres', Workload>>;

export function shop(cast: Cast, dns: Workload): Happening[] {
  const services = cast.workload.bind(cast);
  const team = openShop(services);
  return [
    ...visits(cast, team),
    ...callsBetween(team),
    ...storage(team),
    ...outside(cast, team, dns),
    ...troubles(cast, team),
  ];
}

function openShop(workload: Cast['workload']): Shop {
  const service = (name: ServiceName) =>
    workload({
      namespace,
      name,
      labels: { app: name, 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'shop' },
      replicas: name === 'gateway' || name === 'catalog' || name === 'checkout' ? 2 : 1,
    });
  const store = (name: string, app: string) =>
    workload({ namespace, name, kind: 'StatefulSet', labels: { app, 'app.kubernetes.io/name': app } });
  const services = Object.fromEntries(serviceNames.map((name) => [name, service(name)])) as Record<
    ServiceName,
    Workload
  >;
  return { ...services, redis: store('redis-cart', 'redis-cart'), postgres: store('postgres', 'postgres') };
}

function visits(cast: Cast, { gateway }: Shop): Happening[] {
  const visitors = ['203.0.113.7', '203.0.113.21', '198.51.100.64', '2001:db8:7::15', '192.0.2.130'].map((ip) =>
    cast.world(ip),
  );
  return [
    happening('a visitor comes to the gateway', 1500, (stage, atMs) => {
      const client = stage.random.pick(visitors);
      const route: Route = {
        client,
        server: anyPod(stage, gateway),
        port: 8443,
        ingress: [policies.shopPublic],
        v6: client.ip.includes(':'),
      };
      if (stage.random.chance(0.3)) connection(stage, atMs, route, stage.random.latency(400));
      else keptTraffic(stage, atMs, route);
    }),
  ];
}

interface Call {
  readonly from: ServiceName;
  readonly to: ServiceName;
  readonly everyMs: number;
  readonly method?: string;
  readonly path: (stage: Stage) => string;
  readonly typicalMs: number;
  readonly errors?: number;
  readonly v6?: boolean;
}

const item = ({ random }: Stage) => String(random.int(1, 480));

const calls: readonly Call[] = [
  {
    from: 'gateway',
    to: 'catalog',
    everyMs: 260,
    path: (stage) => `/products/${item(stage)}`,
    typicalMs: 7,
    errors: 0.02,
  },
  { from: 'gateway', to: 'cart', everyMs: 500, path: (stage) => `/cart/${item(stage)}`, typicalMs: 4 },
  {
    from: 'gateway',
    to: 'checkout',
    everyMs: 1500,
    method: 'POST',
    path: () => '/checkout',
    typicalMs: 140,
    errors: 0.06,
  },
  {
    from: 'gateway',
    to: 'search',
    everyMs: 900,
    path: (stage) => `/search?q=item-${item(stage)}`,
    typicalMs: 45,
    errors: 0.01,
  },
  { from: 'gateway', to: 'recommender', everyMs: 700, path: () => '/recommendations', typicalMs: 22 },
  { from: 'gateway', to: 'ads', everyMs: 1100, path: () => '/ads?slot=top', typicalMs: 12, errors: 0.1 },
  { from: 'gateway', to: 'currency', everyMs: 1000, path: () => '/rates', typicalMs: 2 },
  { from: 'gateway', to: 'profiles', everyMs: 1300, path: (stage) => `/profiles/${item(stage)}`, typicalMs: 9 },
  {
    from: 'checkout',
    to: 'payments',
    everyMs: 1600,
    method: 'POST',
    path: () => '/charges',
    typicalMs: 90,
    errors: 0.05,
  },
  { from: 'checkout', to: 'cart', everyMs: 1600, path: (stage) => `/cart/${item(stage)}`, typicalMs: 4 },
  { from: 'checkout', to: 'orders', everyMs: 1600, method: 'POST', path: () => '/orders', typicalMs: 18 },
  {
    from: 'checkout',
    to: 'shipping',
    everyMs: 1700,
    method: 'POST',
    path: () => '/quotes',
    typicalMs: 25,
    errors: 0.03,
  },
  { from: 'recommender', to: 'catalog', everyMs: 800, path: () => '/products?limit=20', typicalMs: 11, v6: true },
  { from: 'search', to: 'catalog', everyMs: 1200, path: () => '/export/changes', typicalMs: 30 },
];

function callsBetween(team: Shop): Happening[] {
  return calls.map((call) =>
    happening(`${call.from} calls ${call.to}`, call.everyMs, (stage, atMs) => {
      const { to, path, typicalMs, errors = 0, method = 'GET', v6 = false } = call;
      const route: Route = {
        client: anyPod(stage, team[call.from]),
        server: anyPod(stage, team[to]),
        port: 8080,
        ingress: [policies.shopHttp, policies.shopInternal],
        proxied: true,
        v6,
      };
      const packet = stage.random.chance(0.12) ? connection(stage, atMs, route, 2000) : undefined;
      const code = stage.random.chance(errors) ? stage.random.pick([500, 503, 504]) : statusOf(stage, method);
      httpCall(
        stage,
        atMs + 1,
        route,
        {
          method,
          url: `http://${to}.${namespace}.svc.cluster.local:8080${path(stage)}`,
          code,
          latencyMs: stage.random.latency(code >= 500 ? typicalMs * 5 : typicalMs),
          ...(call.from === 'gateway' && { traceId: stage.random.hex(32) }),
        },
        packet,
      );
    }),
  );
}

function statusOf({ random }: Stage, method: string): number {
  if (random.chance(0.015)) return random.pick([400, 404, 429]);
  return method === 'POST' ? 201 : 200;
}

function storage(team: Shop): Happening[] {
  const databases = { ingress: [policies.shopDatabases] };
  const stores: readonly { from: ServiceName; to: 'redis' | 'postgres'; port: number; everyMs: number }[] = [
    { from: 'cart', to: 'redis', port: 6379, everyMs: 900 },
    { from: 'catalog', to: 'postgres', port: 5432, everyMs: 1100 },
    { from: 'orders', to: 'postgres', port: 5432, everyMs: 1900 },
    { from: 'profiles', to: 'postgres', port: 5432, everyMs: 2300 },
  ];
  return stores.map(({ from, to, port, everyMs }) =>
    happening(`${from} uses ${to}`, everyMs, (stage, atMs) => {
      const route: Route = { client: anyPod(stage, team[from]), server: anyPod(stage, team[to]), port };
      if (stage.random.chance(0.1)) connection(stage, atMs, { ...route, ...databases }, 1500);
      else keptTraffic(stage, atMs, route);
    }),
  );
}

function outside(cast: Cast, { payments, ads, shipping, currency }: Shop, dns: Workload): Happening[] {
  const provider = cast.fqdn('api.payments.example.com', '198.51.100.245');
  const adServer = cast.world('203.0.113.90', ['cdn.ads.example.net']);
  const carrier = cast.world('192.0.2.77', ['rates.carrier.example.org']);
  const call = (client: Party, server: Party): Route => ({ client, server, port: 443 });
  return [
    happening('payments calls its provider', 4000, (stage, atMs) => {
      const client = anyPod(stage, payments);
      if (stage.random.chance(0.4)) {
        const search = { namespace, name: 'api.payments.example.com', proxiedBy: [policies.shopDns] };
        searchLookup(stage, atMs, client, anyPod(stage, dns), { ...search, ips: [provider.ip] });
      }
      connection(
        stage,
        atMs + 12,
        { ...call(client, provider), egress: [policies.paymentsProvider] },
        stage.random.latency(120),
      );
    }),
    happening('ads fetches from its network', 6000, (stage, atMs) => {
      connection(stage, atMs, call(anyPod(stage, ads), adServer), stage.random.latency(80));
    }),
    happening('shipping asks a carrier', 7000, (stage, atMs) => {
      connection(stage, atMs, call(anyPod(stage, shipping), carrier), stage.random.latency(200));
    }),
    happening('currency looks up a name that is not there', 15_000, (stage, atMs) =>
      lookup(stage, atMs, anyPod(stage, currency), anyPod(stage, dns), {
        query: 'rates.bank.example.',
        rcode: 3,
        proxiedBy: [policies.shopDns],
      }),
    ),
    happening('shop asks for its own services', 2200, (stage, atMs) =>
      lookup(stage, atMs, anyPod(stage, currency), anyPod(stage, dns), {
        query: `${stage.random.pick(serviceNames)}.${namespace}.svc.cluster.local.`,
        ips: [`10.233.0.${stage.random.int(10, 30)}`],
        proxiedBy: [policies.shopDns],
      }),
    ),
  ];
}

function troubles(cast: Cast, { gateway, recommender, profiles, orders, payments, ads }: Shop): Happening[] {
  const metadata = cast.world('169.254.169.254');
  const reviews = { name: 'reviews', namespace, address: cast.world('10.233.0.200') };
  return [
    happening('recommender reaches profiles in audit mode', 6000, (stage, atMs) =>
      briefConnection(stage, atMs, {
        client: anyPod(stage, recommender),
        server: anyPod(stage, profiles),
        port: 9091,
        audited: true,
      }),
    ),
    happening('orders authenticates to payments', 18_000, (stage, atMs) => {
      const route: Route = {
        client: anyPod(stage, orders),
        server: anyPod(stage, payments),
        port: 9443,
        ingress: [policies.paymentsMutualAuth],
      };
      awaitingAuthentication(stage, atMs, route);
      connection(stage, atMs + 1000, { ...route, authenticated: true });
    }),
    happening('ads tries the cloud metadata address', 11_000, (stage, atMs) =>
      refusedAtClient(stage, atMs, { client: anyPod(stage, ads), server: metadata, port: 80 }, [policies.denyMetadata]),
    ),
    happening('gateway calls reviews, which has no pods', 8000, (stage, atMs) =>
      noBackend(stage, atMs, anyPod(stage, gateway), reviews, 8080),
    ),
  ];
}

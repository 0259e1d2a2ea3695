// The layers of Eyepiece as data: what each folder is for, what it may import and which packages
// only it may use. .dependency-cruiser.mjs turns this table into rules; ARCHITECTURE.md quotes it.

/**
 * @typedef {object} Layer
 * @property {string} folder   path from the repository root
 * @property {string} purpose  one sentence
 * @property {readonly string[]} imports   our own folders it may import, besides itself
 * @property {readonly string[]} packages  fenced packages it may use
 * @property {'server' | 'browser' | 'both'} runs
 * @property {readonly string[]} [types]   our own folders of which it may import types only
 */

const pure = [
  'lib/flow',
  'lib/filter',
  'lib/rollup',
  'lib/graph',
  'lib/drops',
  'lib/policy',
  'lib/capture',
  'lib/view',
  'lib/embed',
  'lib/sight',
];

/** @type {readonly Layer[]} */
export const layers = [
  {
    folder: 'proto',
    purpose: "Hubble's .proto files and the code buf generates from them.",
    imports: [],
    packages: ['@bufbuild/protobuf'],
    runs: 'server',
  },
  {
    folder: 'lib/flow',
    purpose:
      'What a flow, an entity, a verdict and a drop reason is; the questions one asks of a flow. Pure and JSON-safe.',
    imports: [],
    packages: [],
    runs: 'both',
  },
  {
    folder: 'lib/filter',
    purpose: 'The filter value: text grammar, predicate, Relay lists. Pure.',
    imports: ['lib/flow'],
    packages: ['re2js'],
    runs: 'both',
  },
  {
    folder: 'lib/rollup',
    purpose: 'Flows folded into conversations by the counting rules. Pure.',
    imports: ['lib/flow', 'lib/filter'],
    packages: [],
    runs: 'both',
  },
  {
    folder: 'lib/graph',
    purpose: 'Conversations turned into nodes and edges, and the diffs between two graphs. Pure.',
    imports: ['lib/flow', 'lib/filter', 'lib/rollup'],
    packages: [],
    runs: 'both',
  },
  {
    folder: 'lib/drops',
    purpose: 'Conversations turned into drop groups with reasons in plain words, and their diffs. Pure.',
    imports: ['lib/flow', 'lib/filter', 'lib/rollup'],
    packages: ['yaml'],
    runs: 'both',
  },
  {
    folder: 'lib/policy',
    purpose: 'Network policies read, checked and judged against a flow, and why, in sentences. Pure.',
    imports: ['lib/flow', 'lib/filter'],
    packages: ['yaml', 'diff'],
    runs: 'both',
  },
  {
    folder: 'lib/capture',
    purpose: 'Flow lines of every known form read in, and the jsonpb and CSV forms written out. Pure.',
    imports: ['lib/flow'],
    packages: ['papaparse'],
    runs: 'both',
  },
  {
    folder: 'lib/wire',
    purpose: 'What the HTTP API says: zod schemas of every response and stream frame.',
    imports: ['lib/flow', 'lib/filter', 'lib/rollup', 'lib/graph', 'lib/drops', 'lib/policy'],
    types: ['lib/live', 'lib/relay', 'lib/kubernetes', 'lib/notify'],
    packages: ['zod'],
    runs: 'both',
  },
  {
    folder: 'lib/sight',
    purpose: 'What a reader may see of flows and conversations, and the veil on the rest. Pure.',
    imports: ['lib/flow', 'lib/filter', 'lib/rollup'],
    packages: [],
    runs: 'both',
  },
  {
    folder: 'lib/access',
    purpose: 'Who reads: sign-in, what their groups may see, embed tokens.',
    imports: ['lib/flow', 'lib/filter', 'lib/sight', 'lib/embed'],
    packages: ['jose', 'openid-client'],
    runs: 'server',
  },
  {
    folder: 'lib/view',
    purpose: 'What the reader looks at, as URL text: codec pairs. Pure.',
    imports: ['lib/flow', 'lib/filter'],
    packages: ['nuqs'],
    runs: 'both',
  },
  {
    folder: 'lib/embed',
    purpose: 'Views in frames of other pages: who may, how they look, what both ends say to each other. Pure.',
    imports: [],
    packages: [],
    runs: 'both',
  },
  {
    folder: 'lib/relay',
    purpose: 'Talks gRPC to Hubble Relay; the only place that sees protobuf.',
    imports: ['lib/flow', 'lib/filter', 'proto'],
    packages: ['@grpc/grpc-js', '@bufbuild/protobuf', '@bufbuild/cel'],
    runs: 'server',
  },
  {
    folder: 'lib/frozen',
    purpose: 'A view frozen with its flows and counters: the parts of its file, written, and read as hostile.',
    imports: ['lib/flow', 'lib/filter', 'lib/rollup', 'lib/graph', 'lib/wire'],
    types: ['lib/live'],
    packages: ['zod'],
    runs: 'server',
  },
  {
    folder: 'lib/live',
    purpose: 'Flow log, rollup, shared views, connection state. Knows neither HTTP nor React.',
    imports: [
      'lib/flow',
      'lib/filter',
      'lib/rollup',
      'lib/graph',
      'lib/drops',
      'lib/capture',
      'lib/relay',
      'lib/sight',
      'lib/frozen',
    ],
    packages: [],
    runs: 'server',
  },
  {
    folder: 'lib/kubernetes',
    purpose:
      'Reads the policies of a cluster from its API and keeps them as they are there; asks what readers may see.',
    imports: ['lib/flow', 'lib/policy'],
    packages: ['yaml'],
    runs: 'server',
  },
  {
    folder: 'lib/notify',
    purpose: 'Tells a webhook or an Alertmanager of new drop groups, each once.',
    imports: ['lib/flow', 'lib/filter', 'lib/drops', 'lib/view'],
    packages: [],
    runs: 'server',
  },
  {
    folder: 'lib/disk',
    purpose: 'Files written whole or not at all.',
    imports: [],
    packages: [],
    runs: 'server',
  },
  {
    folder: 'lib/marks',
    purpose: 'Keeps what the team says of drop groups, and makes acknowledged ones loud again.',
    imports: ['lib/flow', 'lib/drops', 'lib/wire', 'lib/disk'],
    packages: [],
    runs: 'server',
  },
  {
    folder: 'lib/snapshots',
    purpose: 'Keeps frozen views behind short ids until they expire: as files, or in memory.',
    imports: ['lib/flow', 'lib/wire', 'lib/disk'],
    packages: ['zod'],
    runs: 'server',
  },
  {
    folder: 'lib/config',
    purpose: 'Environment, validated once at start, all mistakes listed at once.',
    imports: ['lib/flow', 'lib/filter', 'lib/relay', 'lib/embed', 'lib/sight', 'lib/access', 'lib/wire'],
    packages: ['yaml'],
    runs: 'server',
  },
  {
    folder: 'lib/feed',
    purpose: 'Browser end of the stream: one connection, a window of flows, useFeed().',
    imports: ['lib/flow', 'lib/filter', 'lib/graph', 'lib/drops', 'lib/wire'],
    packages: ['react'],
    runs: 'browser',
  },
  {
    folder: 'components/ui',
    purpose: 'Widgets without domain: button, badge, icon, table, popover.',
    imports: [],
    packages: ['react', 'radix-ui'],
    runs: 'browser',
  },
  {
    folder: 'components/service-map',
    purpose: 'The service map; owns cytoscape.',
    imports: [...pure, 'lib/wire', 'components/ui', 'components/veil', 'components/verdict'],
    packages: ['react', 'cytoscape'],
    runs: 'browser',
  },
  {
    folder: 'components',
    purpose: 'One folder per thing on screen; takes data and callbacks, fetches nothing.',
    imports: [...pure, 'lib/wire'],
    packages: ['react', 'radix-ui', '@tanstack/react-virtual'],
    runs: 'browser',
  },
  {
    folder: 'app/api',
    purpose: 'Request to lib/live to Response; short.',
    imports: [...pure, 'lib/wire', 'lib/live', 'lib/config', 'lib/marks', 'lib/access', 'app/server'],
    packages: ['next', 'prom-client', 'zod'],
    runs: 'server',
  },
  {
    folder: 'app/server',
    purpose: 'The composition root: configuration to relay clients to one live instance per process.',
    imports: [
      'lib/config',
      'lib/live',
      'lib/relay',
      'lib/capture',
      'lib/flow',
      'lib/filter',
      'lib/drops',
      'lib/policy',
      'lib/kubernetes',
      'lib/notify',
      'lib/marks',
      'lib/access',
      'lib/sight',
      'lib/snapshots',
      'lib/view',
    ],
    types: ['lib/wire'],
    packages: ['prom-client', 'next'],
    runs: 'server',
  },
  {
    folder: 'app',
    purpose: 'Pages compose; one client container per page connects.',
    imports: [...pure, 'lib/wire', 'lib/feed', 'components', 'app/server'],
    packages: ['react', 'next', 'nuqs', '@tanstack/react-query'],
    runs: 'both',
  },
  {
    folder: 'demo',
    purpose: 'A simulated cluster behind the real Observer API, and the load generator.',
    imports: ['proto', 'lib/flow', 'lib/capture', 'lib/relay'],
    packages: ['@grpc/grpc-js', '@bufbuild/protobuf', 'yaml', 're2js'],
    runs: 'server',
  },
  {
    folder: 'e2e',
    purpose: 'Black-box specs in Chromium against a production build and a gRPC Relay.',
    imports: ['proto', 'demo'],
    packages: ['@grpc/grpc-js', '@bufbuild/protobuf'],
    runs: 'server',
  },
  {
    folder: 'bench',
    purpose: 'Measures what a flow, a reader and a start cost, and writes docs/performance.md.',
    imports: ['proto', 'e2e', 'lib/live', 'lib/relay', 'lib/flow'],
    packages: ['@grpc/grpc-js', '@bufbuild/protobuf'],
    runs: 'server',
  },
];

/** Packages that only the layers naming them may import. */
export const fenced = [...new Set(layers.flatMap((layer) => layer.packages))];

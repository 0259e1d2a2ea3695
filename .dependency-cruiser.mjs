// Import rules, derived from layers.mjs: nothing is listed here twice.
import { fenced, layers } from './layers.mjs';

const quoted = (text) => text.replace(/[/\-.@]/g, (c) => (c === '/' || c === '@' ? c : `\\${c}`));
const under = (folder) => `^${quoted(folder)}/`;
const inner = (folder) =>
  layers.filter((l) => l.folder !== folder && l.folder.startsWith(`${folder}/`)).map((l) => under(l.folder));
const packagePath = (name) => `node_modules/${quoted(name)}/`;
const ours = '^(app|bench|components|demo|e2e|lib|proto)/';

/** A layer's own files: its folder less the folders that are layers of their own. */
const from = (layer, extra = {}) => ({
  path: under(layer.folder),
  pathNot: [...inner(layer.folder), ...(extra.pathNot ?? [])],
});

// Tests may reach for test tools and for the code they hold against each other.
const tests = ['\\.test\\.tsx?$', '\\.browser\\.test\\.tsx?$'];

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...layers.map((layer) => ({
      name: `layer ${layer.folder}`,
      comment: `${layer.folder}: ${layer.purpose}`,
      severity: 'error',
      from: from(layer, { pathNot: tests }),
      to: {
        path: ours,
        pathNot: [under(layer.folder), ...layer.imports.map(under), ...(layer.types ?? []).map(under)],
      },
    })),
    ...layers
      .filter((layer) => layer.types)
      .map((layer) => ({
        name: `types only ${layer.folder}`,
        severity: 'error',
        from: from(layer, { pathNot: tests }),
        to: { path: layer.types.map(under), dependencyTypesNot: ['type-only'] },
      })),
    ...layers.map((layer) => ({
      name: `packages ${layer.folder}`,
      comment: `${layer.folder} may use ${layer.packages.join(', ') || 'no fenced package'}`,
      severity: 'error',
      from: from(layer, { pathNot: tests }),
      to: { path: fenced.filter((name) => !layer.packages.includes(name)).map(packagePath) },
    })),
    {
      name: 'readers see what they may',
      comment: 'Routes and pages ask through app/server/live-for.ts: what else answers does not know who asks.',
      severity: 'error',
      from: { path: '^app/', pathNot: ['^app/server/', ...tests] },
      to: {
        path: '^app/server/(live|changed-drops|marks|notify|policies/(current-policies|policy-folder|kubernetes))\\.ts$',
      },
    },
    {
      name: 'server code stays out of the browser',
      severity: 'error',
      from: { path: layers.filter((l) => l.runs === 'browser').map((l) => under(l.folder)), pathNot: tests },
      to: { path: layers.filter((l) => l.runs === 'server').map((l) => under(l.folder)) },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|proto/gen)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};

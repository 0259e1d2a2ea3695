// Name patterns of Hubble's filters: `namespace/prefix` for pods and services, globs for DNS names and nodes.
import { FilterFault } from '@/demo/filter/fault';

export type NameTest = (namespace: string, name: string) => boolean;

/** `ns/prefix`, `ns/`, `/prefix`, `/`, or `prefix` alone, which means namespace `default`. */
export function compileNamePrefix(pattern: string): NameTest {
  if (pattern === '') throw new FilterFault('invalid filter, name must not be empty');
  const [first = '', second] = pattern.split('/');
  const namespace = second === undefined ? 'default' : first;
  const prefix = second ?? first;
  return (flowNamespace, flowName) => {
    if (flowNamespace === '' && flowName === '') return false;
    return (namespace === '' || namespace === flowNamespace) && flowName.startsWith(prefix);
  };
}

/** A glob over DNS names: any case in the pattern, one trailing dot ignored, `*` is any run of `[-.0-9a-z]`. */
export function compileFqdn(pattern: string): RegExp {
  return new RegExp(`^${globSource(pattern)}$`);
}

/** `node`, `cluster/node` or `cluster/`, each part a glob. Names are compared with their cluster. */
export function compileNodeName(pattern: string): RegExp {
  const parts = pattern.split('/');
  if (parts.length > 2) throw new FilterFault('too many slashes in pattern');
  const [first = '', second] = parts;
  if (second === undefined) return new RegExp(`^[^/]+/${globSource(first)}$`);
  const cluster = first === '' ? '[^/]+' : globSource(first);
  return new RegExp(`^${cluster}/${second === '' ? anyRun : globSource(second)}$`);
}

/** A node name without a cluster belongs to the cluster `default`. */
export function withCluster(nodeName: string): string {
  return nodeName.includes('/') ? nodeName : `default/${nodeName}`;
}

const anyRun = '[-.0-9a-z]*';

function globSource(pattern: string): string {
  const trimmed = pattern.trim().toLowerCase().replace(/\.$/, '');
  if (trimmed.endsWith('.')) throw new FilterFault('multiple trailing dots in pattern');
  if (trimmed === '') throw new FilterFault('empty pattern');
  return [...trimmed].map(globRune).join('');
}

function globRune(rune: string): string {
  if (rune === '*') return anyRun;
  if (rune === '.') return '\\.';
  if (/[-_0-9a-z]/.test(rune)) return rune;
  throw new FilterFault(`'${rune}': invalid rune in pattern`);
}

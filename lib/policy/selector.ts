// Label selectors as Cilium reads them, and whether an end's labels meet them.
import { clusterLabel, namespaceLabel } from '@/lib/flow/labels';
import type { Requirement, Selector } from '@/lib/policy/policy';
import { isObject } from '@/lib/policy/shape';

/** A label of an end: `k8s:app=web` is source `k8s`, key `app`, value `web`. */
export interface Label {
  readonly source: string;
  readonly key: string;
  readonly value: string;
}

/** A label without a source is one of Kubernetes. */
export function readLabel(text: string): Label {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  const { source, key } = splitKey(name, 'k8s');
  return { source, key, value: equals < 0 ? '' : text.slice(equals + 1) };
}

/** The label as Cilium writes it. */
export function labelText({ source, key, value }: Label): string {
  return `${source}:${key}${value === '' ? '' : `=${value}`}`;
}

/** Which cluster of a mesh the end is in; undefined where its labels do not say. */
export function clusterIn(labels: readonly Label[]): string | undefined {
  return labels.find(({ source, key }) => source === 'k8s' && key === clusterLabel)?.value;
}

/** The object that Kubernetes calls a label selector; `source` is that of keys which name none. */
export function readSelector(value: SelectorObject, source = 'any'): Selector {
  const byLabel = Object.entries(value.matchLabels ?? {}).map(
    ([name, one]): Requirement => ({ ...splitKey(name, source), operator: 'In', values: [one] }),
  );
  const byExpression = (value.matchExpressions ?? []).map(
    ({ key: name, operator, values }): Requirement => ({ ...splitKey(name, source), operator, values: values ?? [] }),
  );
  return [...byLabel, ...byExpression];
}

export interface SelectorObject {
  readonly matchLabels?: Readonly<Record<string, string>> | null;
  readonly matchExpressions?:
    | readonly {
        readonly key: string;
        readonly operator: Requirement['operator'];
        readonly values?: readonly string[] | null;
      }[]
    | null;
}

/** Of a policy whose fields were checked: there a selector is an object of this form. */
export const selectorObject = (value: unknown): SelectorObject => (isObject(value) ? (value as SelectorObject) : {});

/** `k8s:app` names its source; the part before a colon is one only where no slash stands in it. */
function splitKey(name: string, source: string): { source: string; key: string } {
  const colon = name.indexOf(':');
  if (colon < 0) return { source, key: name };
  return { source: name.slice(0, colon) || source, key: name.slice(colon + 1) };
}

/** Pods, whatever their namespace. */
export const hasNamespace: Requirement = { source: 'k8s', key: namespaceLabel, operator: 'Exists', values: [] };

export const inNamespace = (namespace: string): Requirement => ({
  source: 'k8s',
  key: namespaceLabel,
  operator: 'In',
  values: [namespace],
});

export function meets(selector: Selector, labels: readonly Label[]): boolean {
  return selector.every((requirement) => holds(requirement, labels));
}

export function holds(requirement: Requirement, labels: readonly Label[]): boolean {
  const values = valuesOf(requirement, labels);
  switch (requirement.operator) {
    case 'Exists':
      return values.length > 0;
    case 'DoesNotExist':
      return values.length === 0;
    case 'In':
      return values.some((value) => requirement.values.includes(value));
    case 'NotIn':
      return !values.some((value) => requirement.values.includes(value));
  }
}

/** What the labels say under the requirement's key. */
export function valuesOf({ source, key }: Requirement, labels: readonly Label[]): readonly string[] {
  return labels
    .filter((label) => label.key === key && (source === 'any' || label.source === source))
    .map(({ value }) => value);
}

/** As a person writes it: `app=web`, `env in (a, b)`, `!quarantine`. */
export function requirementText({ source, key, operator, values }: Requirement): string {
  const name = source === 'any' || source === 'k8s' ? shortKey(key) : `${source}:${key}`;
  switch (operator) {
    case 'Exists':
      return name;
    case 'DoesNotExist':
      return `!${name}`;
    case 'In':
      return values.length === 1
        ? `${name}${values[0] === '' ? '' : `=${values[0]}`}`
        : `${name} in (${values.join(', ')})`;
    case 'NotIn':
      return values.length === 1 ? `${name}!=${values[0]}` : `${name} not in (${values.join(', ')})`;
  }
}

export function shortKey(key: string): string {
  if (key === 'io.kubernetes.pod.namespace') return 'namespace';
  if (key === 'io.cilium.k8s.policy.cluster') return 'cluster';
  return key.replace(/^io\.cilium\.k8s\.namespace\.labels\./, 'namespace label ');
}

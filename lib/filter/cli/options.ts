// The flags of `hubble observe` that select no flows: about time, output and connection. Cilium 1.19.

/** Flags with a value, by what they are about. */
const withValue: readonly string[] = [
  ...['output', 'time-format', 'color', 'field-mask', 'input-file'],
  ...['server', 'timeout', 'request-timeout', 'tls-ca-cert-files', 'tls-client-cert-file', 'tls-client-key-file'],
  ...['tls-server-name', 'basic-auth-username', 'basic-auth-password', 'config'],
  ...['port-forward-port', 'kubeconfig', 'kube-context', 'kube-namespace'],
];

const withoutValue: readonly string[] = [
  ...['print-node-name', 'print-policy-names', 'ip-translation', 'numeric', 'use-default-field-masks', 'silent-errors'],
  ...['print-raw-filters', 'tls', 'tls-allow-insecure', 'port-forward', 'debug', 'help', 'json', 'dict', 'compact'],
];

/** Of time and number; the command keeps them. */
const ofRange: Readonly<Record<string, boolean>> = {
  last: true,
  first: true,
  since: true,
  until: true,
  all: false,
  follow: false,
};

const shorts: Readonly<Record<string, string>> = {
  f: 'follow',
  o: 'output',
  s: 'silent-errors',
  P: 'port-forward',
  D: 'debug',
  h: 'help',
  j: 'json',
};

export interface CliOption {
  readonly name: string;
  readonly takesValue: boolean;
  readonly isRange: boolean;
}

/** A flag by its long name, or by its letter; undefined for what is none of these. */
export function optionOf(name: string): CliOption | undefined {
  const long = name.length === 1 ? (shorts[name] ?? name) : name;
  if (Object.hasOwn(ofRange, long)) return { name: long, takesValue: ofRange[long] ?? false, isRange: true };
  if (withValue.includes(long)) return { name: long, takesValue: true, isRange: false };
  return withoutValue.includes(long) ? { name: long, takesValue: false, isRange: false } : undefined;
}

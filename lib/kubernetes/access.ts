// Where the Kubernetes API is, and who we are to it.

export interface Access {
  /** `https://host:port`, with a path where the kubeconfig has one; no slash at the end. */
  readonly server: string;
  readonly token: string | null;
  /** PEM texts; null is Node's own authorities, and no client certificate. */
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  /** Name in the server's certificate; null is that of the address. */
  readonly serverName: string | null;
  /** Any certificate will do: the kubeconfig says `insecure-skip-tls-verify`. */
  readonly insecure: boolean;
}

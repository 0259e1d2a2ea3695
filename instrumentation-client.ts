// Runs before all else of ours in a browser. A page that the server failed to draw comes without the script that lets our
// scripts load others: without it the page would stay blank, and not even say that it failed.
import { trustedTypesRules } from '@/app/trusted-types';

interface TrustedTypes {
  readonly defaultPolicy: object | null;
  readonly createPolicy: (name: string, rules: object) => void;
}

const { trustedTypes } = window as { readonly trustedTypes?: TrustedTypes };
if (trustedTypes && trustedTypes.defaultPolicy === null) {
  trustedTypes.createPolicy('default', trustedTypesRules(process.env.NEXT_PUBLIC_BASE_PATH ?? ''));
}

// Settings of access, as checked at start.
import 'server-only';
import { config } from '@/app/server/config';
import type { AccessConfig } from '@/lib/config/access';

export const accessConfig = (): AccessConfig => config().access;

/** '' where it is not set. */
export const publicUrl = (): string => config().publicUrl ?? '';

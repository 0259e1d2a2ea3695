import { signedOutPage } from '@/app/server/access/sign-in';

export const dynamic = 'force-dynamic';

export const GET = () => signedOutPage();

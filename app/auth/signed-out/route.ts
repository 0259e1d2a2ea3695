import { signedOutPage } from '@/app/server/sign-in';

export const dynamic = 'force-dynamic';

export const GET = () => signedOutPage();

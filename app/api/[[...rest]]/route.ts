import { problemAnswer } from '@/app/api/respond';
import { problemOf } from '@/lib/wire/problem';

/** Whatever no other route answers: told as every error is, not as a page. */
function answerUnknown(request: Request): Response {
  const { pathname } = new URL(request.url);
  const detail = `There is no ${pathname.slice(0, 200)}; /api/v1/openapi.json lists the routes.`;
  return problemAnswer(problemOf('no-such-route', detail));
}

export {
  answerUnknown as DELETE,
  answerUnknown as GET,
  answerUnknown as PATCH,
  answerUnknown as POST,
  answerUnknown as PUT,
};

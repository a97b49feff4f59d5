/** `/api/kernelspecs`, `/api/kernels`, `/api/sessions`, and the runs of a kernel's cells. */
import { HttpError, readJson, route, sendJson, sendNothing } from './http.js';
import type { Route } from './http.js';
import { kernelSpecs } from './kernel-manager.js';
import type { KernelManager } from './kernel-manager.js';
import type { SessionManager } from './session-manager.js';

/** `cwdOf` finds the folder on disk of a notebook's path. */
export function kernelRoutes(kernels: KernelManager, sessions: SessionManager, cwdOf: (path: string) => Promise<string>): Route[] {
  return [
    route('GET', '/api/kernelspecs', (_request, response) => sendJson(response, 200, kernelSpecs)),
    route('GET', '/api/kernelspecs/:', ({ params: [name] }, response) => {
      const spec = Object.entries(kernelSpecs.kernelspecs).find(([known]) => known === name)?.[1];
      if (!spec) throw new HttpError(404, `There is no kernel ${JSON.stringify(name)}.`);
      sendJson(response, 200, spec);
    }),

    route('GET', '/api/kernels', (_request, response) => sendJson(response, 200, kernels.models)),
    route('POST', '/api/kernels', async ({ incoming }, response) => {
      const { name, path } = await readJson(incoming);
      const { model } = await kernels.start(name, await cwdOf(typeof path === 'string' ? path : ''));
      sendJson(response, 201, model, { Location: `/api/kernels/${model.id}` });
    }),
    route('GET', '/api/kernels/:', ({ params: [id] }, response) => sendJson(response, 200, kernels.get(id).model)),
    route('DELETE', '/api/kernels/:', async ({ params: [id] }, response) => {
      await kernels.shutdown(id);
      sendNothing(response);
    }),
    route('POST', '/api/kernels/:/interrupt', async ({ params: [id] }, response) => {
      await kernels.get(id).interrupt();
      sendNothing(response);
    }),
    route('POST', '/api/kernels/:/restart', async ({ params: [id] }, response) => {
      const kernel = kernels.get(id);
      await kernel.restart();
      sendJson(response, 200, kernel.model);
    }),
    // Not Jupyter's: what cells published while no page was there to show it.
    route('GET', '/minimax/kernels/:/runs', ({ params: [id], query }, response) => sendJson(response, 200, kernels.get(id).runsFor(query.get('session_id') ?? ''))),
    route('DELETE', '/minimax/kernels/:/runs/:', ({ params: [id, run] }, response) => {
      kernels.get(id).runs.forget(run);
      sendNothing(response);
    }),

    route('GET', '/api/sessions', async (_request, response) => {
      await sessions.settled();
      sendJson(response, 200, sessions.models);
    }),
    route('POST', '/api/sessions', async ({ incoming }, response) => {
      const model = await sessions.start(await readJson(incoming));
      sendJson(response, 201, model, { Location: `/api/sessions/${model.id}` });
    }),
    route('GET', '/api/sessions/:', ({ params: [id] }, response) => sendJson(response, 200, sessions.get(id))),
    route('PATCH', '/api/sessions/:', async ({ params: [id], incoming }, response) => sendJson(response, 200, await sessions.update(id, await readJson(incoming)))),
    route('DELETE', '/api/sessions/:', async ({ params: [id] }, response) => {
      await sessions.shutdown(id);
      sendNothing(response);
    }),
  ];
}

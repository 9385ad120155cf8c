// A tRPC v11 server as its documentation writes one: a mutation that publishes and a subscription over server-sent events that yields
// tracked events from an EventEmitter. Usage: node server.mjs PORT
import EventEmitter, { on } from 'node:events';
import { initTRPC, tracked } from '@trpc/server';
import { createHTTPServer } from '@trpc/server/adapters/standalone';
import { z } from 'zod';

const port = Number(process.argv[2]);
const historyLength = 1000;

const payload = z.object({ seq: z.number().int(), p: z.number().int(), t: z.number(), pad: z.string() });

const emitter = new EventEmitter();
emitter.setMaxListeners(0);

/** The last events of each channel, which stand for the database that the documentation reads them from. */
const histories = new Map();

function append(channel, event) {
  let history = histories.get(channel);
  if (!history) histories.set(channel, (history = { last: 0, events: [] }));
  const entry = { id: ++history.last, event };
  history.events.push(entry);
  if (history.events.length > 2 * historyLength) history.events.splice(0, historyLength);
  emitter.emit(channel, entry);
  return entry.id;
}

const t = initTRPC.create({ sse: { ping: { enabled: true, intervalMs: 30_000 } } });

const router = t.router({
  publish: t.procedure
    .input(z.object({ channel: z.string(), event: payload }))
    .mutation(({ input }) => ({ id: append(input.channel, input.event) })),

  onEvent: t.procedure
    .input(z.object({ channel: z.string(), lastEventId: z.string().nullish() }))
    .subscription(async function* ({ input, signal }) {
      // Listening begins before the past is read, so that nothing falls between the two.
      const live = on(emitter, input.channel, { signal });
      let last = 0;
      if (input.lastEventId) {
        last = Number(input.lastEventId);
        for (const entry of histories.get(input.channel)?.events.slice() ?? []) {
          if (entry.id <= last) continue;
          last = entry.id;
          yield tracked(String(entry.id), entry.event);
        }
      }
      for await (const [entry] of live) {
        if (entry.id > last) yield tracked(String(entry.id), entry.event);
      }
    }),
});

const server = createHTTPServer({ router, basePath: '/trpc/' });
server.keepAliveTimeout = 60_000;
server.listen({ port, host: '127.0.0.1', backlog: 4096 }, () => console.log(`listening on ${server.address().port}`));
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => process.exit(0));

import type { Registry } from "prom-client";
import type { Feature, FeatureContext } from "./feature.ts";
import { isLoopbackAddress } from "./net/lookup.ts";

/** Numbers that only the web features know. */
export interface WebGauges {
  readonly watchers: number;
  readonly compressing: number;
}

/**
 * `GET /metrics` in Prometheus' text form, for callers on this machine only: a request that came
 * through a proxy has a forwarding header, and is refused though the proxy is local.
 */
export function createMetrics(context: FeatureContext, { web }: { web: () => WebGauges }): Feature {
  // Loaded by the first who asks: 20 MB, where nobody may ever collect numbers.
  let opened: Promise<Registry> | undefined;
  return {
    system: (app) => {
      app.get("/metrics", async (c) => {
        const forwarded = c.req.header("x-forwarded-for") ?? c.req.header("forwarded");
        if (forwarded !== undefined || !isLoopbackAddress(c.get("remote"))) {
          return c.text("Metrics are for this machine only.\n", 403);
        }
        opened ??= openRegistry(context, web);
        const registry = await opened;
        return c.body(await registry.metrics(), 200, { "content-type": registry.contentType });
      });
    },
    close: async () => (await opened)?.clear(),
  };
}

/** A registry of this process's own, so that two sidecars in one test process do not share it. */
async function openRegistry(
  { gauges, tenants }: FeatureContext,
  web: () => WebGauges,
): Promise<Registry> {
  const { collectDefaultMetrics, Gauge, Registry } = await import("prom-client");
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const read = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name: `courtyard_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  };
  read("tenants", "People who live here.", () => tenants.all().length);
  read("outbox_waiting", "Envelopes that wait to be delivered.", () => gauges().outboxWaiting);
  read("queued", "Sealed envelopes that wait for a device.", () => gauges().queued);
  read("accepted_total", "Envelopes accepted since the start.", () => gauges().accepted);
  read("refused_total", "Envelopes refused since the start.", () => gauges().refused);
  read("batches_total", "Commits of the inbox since the start.", () => gauges().batches);
  read("watchers", "Readers who have a page with comments open.", () => web().watchers);
  read("compressing", "Files that wait for their compressed forms.", () => web().compressing);
  new Gauge({
    name: "courtyard_sockets",
    help: "Open websockets by role.",
    labelNames: ["role"],
    registers: [registry],
    collect() {
      for (const [role, count] of Object.entries(gauges().sockets)) this.set({ role }, count);
    },
  });
  return registry;
}

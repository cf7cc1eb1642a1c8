import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Feature, FeatureContext } from "./feature.ts";
import { isLoopbackAddress } from "./net/lookup.ts";

/** Numbers that only the web features know. */
export interface WebGauges {
  readonly watchers: number;
  readonly compressing: number;
}

/**
 * `GET /metrics` in Prometheus' text form, for callers on this machine only: a request that came
 * through a proxy has a forwarding header, and is refused though the proxy is local. The registry is
 * this process's own, so that two sidecars in one test process do not share it.
 */
export function createMetrics(
  { gauges, tenants }: FeatureContext,
  { web }: { web: () => WebGauges },
): Feature {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const read = (name: string, help: string, value: () => number): void => {
    const gauge: Gauge = new Gauge({
      name: `courtyard_${name}`,
      help,
      registers: [registry],
      collect: () => gauge.set(value()),
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
  const sockets: Gauge = new Gauge({
    name: "courtyard_sockets",
    help: "Open websockets by role.",
    labelNames: ["role"],
    registers: [registry],
    collect: () => {
      for (const [role, count] of Object.entries(gauges().sockets)) sockets.set({ role }, count);
    },
  });

  return {
    system: (app) => {
      app.get("/metrics", async (c) => {
        const forwarded = c.req.header("x-forwarded-for") ?? c.req.header("forwarded");
        if (forwarded !== undefined || !isLoopbackAddress(c.get("remote"))) {
          return c.text("Metrics are for this machine only.\n", 403);
        }
        return c.body(await registry.metrics(), 200, { "content-type": registry.contentType });
      });
    },
    close: async () => registry.clear(),
  };
}

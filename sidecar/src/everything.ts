// What start/lean-process.ts compiles before the first start: the whole program, also what a sidecar loads
// on first use only.
import "./sidecar.ts";
import "./follow/read-feed.ts";
import "./net/guarded-agents.ts";
import "@courtyard/protocol/seal.ts";
import "prom-client";

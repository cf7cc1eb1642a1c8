import type { FrameOf } from "@courtyard/protocol/frames.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { JsonValue } from "@courtyard/protocol/strict-json.ts";
import type { ProvenLink } from "../link/link.ts";
import type { Logger } from "../log.ts";
import { type MethodContext, type Methods, speaksForOwner } from "./method.ts";

/** Answers one `req` of a vault or device. Never throws. */
export type Dispatch = (link: ProvenLink, frame: FrameOf<"req">) => Promise<JsonValue | Refusal>;

/**
 * Finds the method, checks role, capability and parameters, and runs it for the socket's tenant.
 * Refuses `method-unknown`, `frame-role`, `capability-missing`, `params-shape`, and `internal` for
 * a fault.
 */
export function createDispatch({
  methods,
  log,
  clock,
}: {
  methods: Methods;
  log: Logger;
  clock: () => number;
}): Dispatch {
  return async ({ tenant, peer }, { method: name, params }) => {
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (!method) return refuse("method-unknown", name);
    const { role, device } = peer;
    if (role === "peer" || !method.roles.includes(role)) return refuse("frame-role", name);
    if (method.capability && role !== "vault" && !device.can.includes(method.capability)) {
      return refuse("capability-missing", method.capability);
    }
    if (!method.anyDevice && !speaksForOwner(device)) return refuse("capability-missing", name);
    const parsed = method.params.safeParse(params);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return refuse("params-shape", `${issue?.path.join(".")}: ${issue?.message}`);
    }
    const context: MethodContext = { tenant, role, device, now: clock() };
    try {
      const answer = await method.run(context, parsed.data);
      if (isRefusal(answer)) return answer;
      return tooLarge(answer) ? refuse("frame-too-large", name) : answer;
    } catch (error) {
      log.error({ err: error, method: name, tenant: tenant.id }, "method failed");
      return refuse("internal");
    }
  };
}

/** Room for the frame around it. */
function tooLarge(answer: JsonValue): boolean {
  const text = JSON.stringify(answer);
  const most = LIMITS.frameBytes - 1024;
  return text.length > most || (text.length * 3 > most && Buffer.byteLength(text) > most);
}
